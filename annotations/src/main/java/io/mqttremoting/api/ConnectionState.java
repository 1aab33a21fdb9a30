package io.mqttremoting.api;

/** What a connection to a broker is about. */
public enum ConnectionState {
  /** Not connected, and not trying to be: not yet, or lost and not to be made again by itself. */
  DISCONNECTED,
  /** Trying to connect, or waiting for the next attempt. */
  CONNECTING,
  /** Connected: subscriptions, values, presence and open calls are back at the broker. */
  CONNECTED,
  /** Not connected, and not trying any more: all attempts that were allowed have failed. */
  GAVE_UP,
  /** Closed by this program, for good. */
  CLOSED
}
