package io.mqttremoting.internal.model;

import java.lang.reflect.Constructor;

/** A declared exception: its stable name on the wire and its constructor with the message. */
public record ErrorModel(String name, Constructor<? extends Throwable> constructor) {

  /** The exception type. */
  public Class<? extends Throwable> type() {
    return constructor.getDeclaringClass();
  }
}
