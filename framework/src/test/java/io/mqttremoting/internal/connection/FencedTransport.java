package io.mqttremoting.internal.connection;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.wire.Message;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** A transport without a broker that returns fences, or holds them back while a test wants that. */
public final class FencedTransport extends IdleTransport {
  static final URI BROKER = URI.create("tcp://broker:1");

  /** For the client {@code me}. */
  static final ConnectOptions OPTIONS =
      new ConnectOptions(
          BROKER,
          "me",
          Duration.ofMinutes(1),
          Duration.ofSeconds(20),
          new Message("will", new byte[0], 1, true),
          Security.DEFAULT);

  /** For a connection that does not reconnect by itself, without transport factories. */
  static final ConnectionSettings SETTINGS = settings();

  /** The same settings, with {@code factories}. */
  public static ConnectionSettings settings(TransportFactory... factories) {
    return new ConnectionSettings(
        OPTIONS,
        BrokerChoice.inTurn(List.of(BROKER)).withResolver(host -> List.of()),
        List.of(factories),
        new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 0),
        1024,
        Delivery.AUTO,
        false,
        "session",
        "");
  }

  /** What was sent, in order: subscribed topic filters, topics of messages, and "fence". */
  final List<String> said = new CopyOnWriteArrayList<>();

  /** Fences that were held back. */
  final BlockingQueue<Message> kept = new LinkedBlockingQueue<>();

  volatile boolean keepsFences;

  /** Listeners that were not told the outcome of their messages. */
  private final List<PublishListener> untold = new CopyOnWriteArrayList<>();

  private final Consumer<Message> receiver;

  FencedTransport(Consumer<Message> receiver) {
    super(MqttVersion.MQTT_3_1_1);
    this.receiver = receiver;
  }

  @Override
  public void subscribe(List<String> filters, int qos) {
    said.addAll(filters);
  }

  @Override
  public void publish(Message message, Duration patience, PublishListener told) {
    boolean fence = message.topic().equals("_remoting/me");
    said.add(fence ? "fence" : message.topic());
    untold.add(told);
    if (fence && keepsFences) {
      kept.add(message);
    } else if (fence) {
      receiver.accept(message);
    }
  }

  /** Reports all messages as lost. */
  void loseMessages() {
    untold.forEach(PublishListener::onLost);
    untold.clear();
  }
}
