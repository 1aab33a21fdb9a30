package io.mqttremoting.internal.contract;

/** Which way a value goes, as the client sees it. */
enum Way {
  /** From the client to the service. */
  SENT,
  /** From the service to the client. */
  RECEIVED
}
