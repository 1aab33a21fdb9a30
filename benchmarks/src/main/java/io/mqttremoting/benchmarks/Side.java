package io.mqttremoting.benchmarks;

import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.mqttremoting.RemotingConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** One side of a comparison, connected and ready: this library, or the MQTT library alone. */
final class Side implements AutoCloseable {
  /** What one client does. */
  record Lane(Window window, Exchange exchange) {}

  /** Makes a side for a load. */
  interface Maker {
    Side open(Setting setting, Load load) throws Exception;
  }

  private final List<Lane> lanes = new ArrayList<>();
  private final Deque<Runnable> opened = new ArrayDeque<>();

  /** Has a connection closed with this side. */
  RemotingConnection closing(RemotingConnection connection) {
    opened.push(connection::close);
    return connection;
  }

  /** Has a client closed with this side. */
  RawClient closing(RawClient client) {
    opened.push(client::close);
    return client;
  }

  /** Has a client of the HiveMQ library disconnected with this side. */
  void closing(Mqtt5AsyncClient client) {
    opened.push(() -> client.disconnect().join());
  }

  /** Has something else ended with this side. */
  void closing(Runnable end) {
    opened.push(end);
  }

  /** Has a thread ended with this side. */
  void closing(ExecutorService thread) {
    opened.push(thread::shutdownNow);
  }

  void add(Window window, Exchange exchange) {
    lanes.add(new Lane(window, exchange));
  }

  List<Lane> lanes() {
    return lanes;
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      opened.pop().run();
    }
  }
}
