package io.greenhouse;

import java.util.Map;

/** The last temperature of each room, by its name, and their average. */
public record Climate(Map<String, Double> rooms, double average) {}
