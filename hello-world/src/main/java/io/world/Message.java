package io.world;

/** A message to say. */
public record Message(String content) {}
