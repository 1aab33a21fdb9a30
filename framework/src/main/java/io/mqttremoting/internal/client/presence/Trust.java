package io.mqttremoting.internal.client.presence;

/** How far calls rely on an online service, in the order in which services are preferred. */
enum Trust {
  /** It has answered, or nothing is known against it. */
  TRUSTED,
  /** A call to it got no reply in time, and it is being pinged. */
  DOUBTED,
  /** It did not answer a ping. */
  SILENT
}
