package io.mqttremoting.internal.connection;

import io.mqttremoting.api.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs if topics are deeper or longer than some brokers accept, once for a connection. MQTT itself
 * allows 65,535 bytes, which our topics never reach. Thread-safe.
 */
final class TopicSizes {
  private static final Logger LOG = LoggerFactory.getLogger(TopicSizes.class);

  /** The limits of AWS IoT Core, the lowest that we know. */
  private static final int MAX_SLASHES = 7;

  private static final int MAX_BYTES = 256;

  private final AtomicBoolean logged = new AtomicBoolean();

  /** Checks the topics and filters of an endpoint. */
  void check(Endpoint endpoint) {
    if (logged.get()) {
      return;
    }
    Stream.of(
            endpoint.filters(MqttVersion.MQTT_5),
            endpoint.receivers().keySet(),
            endpoint.published())
        .flatMap(Collection::stream)
        .filter(topic -> slashes(topic) > MAX_SLASHES || bytes(topic) > MAX_BYTES)
        .findFirst()
        .filter(topic -> logged.compareAndSet(false, true))
        .ifPresent(
            topic ->
                LOG.info(
                    "{} has {} slashes and {} bytes: AWS IoT Core accepts {} and {}, and may close"
                        + " the connection; brokers on machines of your own accept more. This is"
                        + " logged once",
                    topic,
                    slashes(topic),
                    bytes(topic),
                    MAX_SLASHES,
                    MAX_BYTES));
  }

  private static long slashes(String topic) {
    return topic.chars().filter(c -> c == '/').count();
  }

  private static int bytes(String topic) {
    return topic.getBytes(StandardCharsets.UTF_8).length;
  }
}
