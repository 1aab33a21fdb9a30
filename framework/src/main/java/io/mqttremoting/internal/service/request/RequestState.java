package io.mqttremoting.internal.service.request;

/** What a service knows of a request that comes. */
enum RequestState {
  /** It has not been executed, and is now among the calls that are. */
  NEW,
  /** It is being executed, or waits for that. */
  RUNNING,
  /** It was answered. */
  ANSWERED,
  /** It was answered, or may have been, so long ago that the reply is forgotten. */
  FORGOTTEN
}
