package io.mqttremoting.internal.model;

import java.lang.reflect.Type;
import java.util.Optional;

/** What the type of a payload has to be, beside fully known. Thread-safe. */
public interface PayloadRules {

  /** Why values of {@code type} cannot be sent, and what to do; empty if they can. */
  Optional<String> problemOfSending(Type type);

  /** Why values of {@code type} cannot be received, and what to do; empty if they can. */
  Optional<String> problemOfReceiving(Type type);
}
