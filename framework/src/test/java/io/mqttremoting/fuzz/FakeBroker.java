package io.mqttremoting.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.connection.IdleTransport;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A transport without a broker: the test receives what is published, and delivers messages. */
final class FakeBroker implements TransportFactory {
  private final MqttVersion version;
  private final Consumer<Message> published;
  private final Set<String> filters = ConcurrentHashMap.newKeySet();
  private final Map<String, String> toItself = new ConcurrentHashMap<>();
  private volatile Transport.Listener listener;
  private volatile CountDownLatch answering = new CountDownLatch(0);

  FakeBroker(MqttVersion version, Consumer<Message> published) {
    this.version = version;
    this.published = published;
  }

  /** From now on, subscribing and unsubscribing wait for {@code latch}. */
  FakeBroker answeringAfter(CountDownLatch latch) {
    answering = latch;
    return this;
  }

  private void awaitAnswer() {
    try {
      answering.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The subscribed topic filters, without the connections' own topics. */
  Set<String> filters() {
    Set<String> ofOthers = new HashSet<>(filters);
    ofOthers.removeAll(Set.of("_remoting/caller", "_remoting/server"));
    return ofOthers;
  }

  /**
   * The last message that the connection published to {@code topic}, which it subscribes to itself.
   */
  String toItself(String topic) {
    return toItself.get(topic);
  }

  /** Delivers a message as the MQTT library would. */
  void deliver(Message message) {
    listener.onMessage(message);
  }

  @Override
  public MqttVersion version() {
    return version;
  }

  @Override
  public Transport connect(ConnectOptions options, Transport.Listener given) {
    listener = given;
    return new IdleTransport(version) {
      @Override
      public void publish(Message message, Duration patience, PublishListener told) {
        if (filters.contains(message.topic())) { // the connection sends it to itself
          toItself.put(message.topic(), new String(message.payload(), UTF_8));
          listener.onMessage(message);
        } else {
          published.accept(message);
        }
        told.onTaken();
      }

      @Override
      public void subscribe(List<String> wanted, int qos) {
        awaitAnswer();
        filters.addAll(wanted);
      }

      @Override
      public void unsubscribe(List<String> unwanted) {
        awaitAnswer();
        unwanted.forEach(filters::remove);
      }
    };
  }
}
