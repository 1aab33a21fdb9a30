package io.mqttremoting.internal.service.request;

/** What a service knows of a request that arrives. */
enum RequestState {
  /** The request was not executed before; from now on it counts as running. */
  NEW,
  /** The request is being executed or waits for execution. */
  RUNNING,
  /** The request was answered and the reply is remembered. */
  ANSWERED,
  /** The request was answered, or may have been, but the reply is no longer remembered. */
  FORGOTTEN
}
