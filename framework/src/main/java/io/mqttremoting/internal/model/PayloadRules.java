package io.mqttremoting.internal.model;

import java.lang.reflect.Type;
import java.util.Optional;

/** Rules for payload types that are fully known. Thread-safe. */
public interface PayloadRules {

  /** Why values of {@code type} cannot be sent, with a fix; empty if they can be sent. */
  Optional<String> problemOfSending(Type type);

  /** Why values of {@code type} cannot be received, with a fix; empty if they can be received. */
  Optional<String> problemOfReceiving(Type type);
}
