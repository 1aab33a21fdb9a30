package io.mqttremoting.transport;

import io.mqttremoting.wire.Message;
import java.net.URI;
import java.time.Duration;

/**
 * To which broker, as whom, how long to wait for its answers, how often to make sure that it is
 * still there, and what it says of us if we vanish.
 */
public record ConnectOptions(
    URI uri, String clientId, Duration timeout, Duration keepAlive, Message will) {

  /** The same for another broker. */
  ConnectOptions withUri(URI other) {
    return new ConnectOptions(other, clientId, timeout, keepAlive, will);
  }
}
