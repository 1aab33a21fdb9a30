package io.mqttremoting.api;

/** The state of a connection to a broker. */
public enum ConnectionState {
  /** Not connected and not trying to connect: not started yet, or lost with reconnecting off. */
  DISCONNECTED,
  /** Trying to connect, or waiting for the next attempt. */
  CONNECTING,
  /** Connected: subscriptions, values, presence and open calls are restored at the broker. */
  CONNECTED,
  /** Not connected and no longer trying: all allowed attempts have failed. */
  GAVE_UP,
  /** Closed by this program. This state is final. */
  CLOSED
}
