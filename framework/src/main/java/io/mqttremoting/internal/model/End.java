package io.mqttremoting.internal.model;

/** Who uses an interface. */
public enum End {
  /** Sends requests, and receives values, replies and signals. */
  CLIENT,
  /** Receives requests, and sends values, replies and signals. */
  SERVICE
}
