package io.mqttremoting.internal.model;

/** The end of a remote interface: client or service. */
public enum End {
  /** Sends requests, and receives values, replies and signals. */
  CLIENT,
  /** Receives requests, and sends values, replies and signals. */
  SERVICE
}
