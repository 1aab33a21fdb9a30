package io.mqttremoting.benchmarks;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.concurrent.Watchdog;
import io.mqttremoting.internal.connection.Backoff;
import io.mqttremoting.internal.connection.BrokerChoice;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.ConnectionSettings;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.wire.Message;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** A transport that leads nowhere: what is published goes to a consumer, in the same thread. */
final class FakeBroker implements TransportFactory, Transport {
  private static final URI NOWHERE = URI.create("tcp://nowhere");
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int MAX_PAYLOAD_BYTES = 4 * 1024 * 1024;

  private final Consumer<Message> published;
  private Listener listener;

  FakeBroker(Consumer<Message> published) {
    this.published = published;
  }

  /** A connection on which everything goes through this, made. */
  BrokerConnection connection() throws TransportException {
    Message will = new Message("_remoting/fake", new byte[0], 1, true);
    BrokerConnection connection =
        new BrokerConnection(
            new ConnectionSettings(
                new ConnectOptions(NOWHERE, "fake", LONG, LONG, will, Security.DEFAULT),
                BrokerChoice.inTurn(List.of(NOWHERE)).withResolver(host -> List.of()),
                List.of(this),
                new Backoff(LONG, LONG, 1),
                MAX_PAYLOAD_BYTES,
                Delivery.AUTO,
                false,
                "session",
                ""),
            Runnable::run,
            event -> {});
    connection.connect();
    return connection;
  }

  /** A watchdog as connections have it. */
  static Watchdog watchdog(ScheduledExecutorService timers) {
    return new Watchdog(timers, LONG);
  }

  @Override
  public int unsentMessages() {
    return 0;
  }

  /** Something comes from the broker. */
  void deliver(Message message) {
    listener.onMessage(message);
  }

  @Override
  public MqttVersion version() {
    return MqttVersion.MQTT_5;
  }

  @Override
  public Transport connect(ConnectOptions options, Listener receiver) {
    listener = receiver;
    return this;
  }

  @Override
  public void publish(Message message, Duration patience, PublishListener told) {
    published.accept(message);
    told.onTaken();
  }

  @Override
  public void subscribe(List<String> filters, int qos) {}

  @Override
  public void unsubscribe(List<String> filters) {}

  @Override
  public void close() {}
}
