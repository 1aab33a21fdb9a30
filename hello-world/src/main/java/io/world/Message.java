package io.world;

/** Something said. */
public record Message(String content) {}
