package io.mqttremoting.benchmarks;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The MQTT library of one version alone, set up as well as a careful user would: TCP_NODELAY on,
 * nothing written to disk, receivers called by the library's own threads.
 */
interface RawClient extends AutoCloseable {
  /** Waits until it is connected. */
  void awaitConnected() throws Exception;

  /**
   * Subscribes, and waits for the broker's answer. A client has one subscription.
   *
   * @param receiver takes topics and payloads
   */
  void subscribe(String filter, int qos, BiConsumer<String, byte[]> receiver) throws Exception;

  /** What publishes payloads to a topic. */
  Consumer<byte[]> publisher(String topic, int qos, boolean retained);

  @Override
  void close();
}
