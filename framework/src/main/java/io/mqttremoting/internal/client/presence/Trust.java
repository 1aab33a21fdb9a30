package io.mqttremoting.internal.client.presence;

/** How far calls rely on a service that is there, in the order in which services are preferred. */
enum Trust {
  /** It has answered, or was not asked yet. */
  TRUSTED,
  /** It has left a call without a reply, and is being asked whether it is alive. */
  DOUBTED,
  /** It does not answer at all. */
  SILENT
}
