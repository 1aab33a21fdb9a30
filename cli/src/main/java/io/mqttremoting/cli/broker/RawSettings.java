package io.mqttremoting.cli.broker;

import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.wire.Message;
import java.net.URI;
import java.time.Duration;

/**
 * How a plain MQTT connection is made.
 *
 * @param timeout for each answer of the broker
 */
record RawSettings(URI uri, String clientId, Duration timeout, Security security) {
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

  ConnectOptions options(Message will) {
    return new ConnectOptions(uri, clientId, timeout, KEEP_ALIVE, will, security);
  }
}
