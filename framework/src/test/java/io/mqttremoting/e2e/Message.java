package io.mqttremoting.e2e;

/** Something said. */
record Message(String content) {}
