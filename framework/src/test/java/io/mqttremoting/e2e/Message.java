package io.mqttremoting.e2e;

/** A message that somebody says. */
record Message(String content) {}
