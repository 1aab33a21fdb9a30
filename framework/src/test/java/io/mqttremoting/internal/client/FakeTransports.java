package io.mqttremoting.internal.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.connection.IdleTransport;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.transport.UnsupportedVersionException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.UserProperties;
import io.mqttremoting.testsupport.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Transports without a broker: they record what is published, and the test delivers messages. */
final class FakeTransports implements TransportFactory {
  /** The topic on which the connection of client {@code me} sends messages to itself. */
  static final String OWN = "_remoting/me";

  private final MqttVersion version;

  /** The topics of all published messages but {@link #questions}, on all connections. */
  final List<String> published = new ArrayList<>();

  /** The topics of all {@linkplain RawClient#isQuestion questions}. */
  final List<String> questions = new CopyOnWriteArrayList<>();

  /** The last message that was published, except questions. */
  Message last;

  /** The last message to each topic. */
  final Map<String, Message> lastTo = new HashMap<>();

  Duration lastPatience;

  /** The subscribed topic filters of the current connection. */
  final Set<String> filters = new TreeSet<>();

  /** Delivers what the broker has before it returns a message of the connection to itself. */
  Runnable onFence = () -> {};

  /** Runs when a message is published, except questions. */
  Runnable onPublish = () -> {};

  /** Runs before a subscription is acknowledged. */
  Runnable onSubscribe = () -> {};

  /** Topics for which the broker reports that there is no subscriber. */
  Predicate<String> isHeardByNobody = topic -> false;

  /** Topics on which a message makes the broker end the connection, without an answer. */
  Predicate<String> isForbidden = topic -> false;

  boolean refusesSubscriptions;
  boolean isUnknownToTheBroker;
  private Transport.Listener listener;

  FakeTransports(MqttVersion version) {
    this.version = version;
  }

  @Override
  public MqttVersion version() {
    return version;
  }

  @Override
  public Transport connect(ConnectOptions options, Transport.Listener given)
      throws TransportException {
    if (isUnknownToTheBroker) {
      throw new UnsupportedVersionException("not spoken any more, says the test", null);
    }
    filters.clear();
    listener = given;
    return new FakeTransport();
  }

  void receive(String topic, String payload) {
    listener.onMessage(new Message(topic, payload.getBytes(UTF_8), 1, false));
  }

  /** Delivers a retained message. */
  void receiveRetained(String topic, String payload) {
    listener.onMessage(new Message(topic, payload.getBytes(UTF_8), 1, true));
  }

  /** Delivers a message again that was delivered before. */
  void receiveAgain(String topic, String payload) {
    listener.onMessage(
        new Message(topic, payload.getBytes(UTF_8), 1, false, true, Message.Properties.NONE));
  }

  /** Answers the last request, one of MQTT 5. */
  void answer(String payload) {
    answer(last, payload);
  }

  void answer(Message to, String payload) {
    Message.Properties request = to.properties();
    listener.onMessage(
        new Message(
            request.responseTopic(),
            payload.getBytes(UTF_8),
            1,
            false,
            new Message.Properties(null, request.correlationData(), 0, UserProperties.NONE)));
  }

  void lose() {
    listener.onLost(new IllegalStateException("lost by the test"));
  }

  private final class FakeTransport extends IdleTransport {
    FakeTransport() {
      super(version);
    }

    @Override
    public void publish(Message message, Duration patience, PublishListener told) {
      if (message.topic().equals(OWN)) {
        onFence.run();
        listener.onMessage(message);
        told.onTaken();
        return;
      }
      if (RawClient.isQuestion(message.topic())) {
        questions.add(message.topic());
      } else {
        published.add(message.topic());
        last = message;
        lastTo.put(message.topic(), message);
        lastPatience = patience;
        onPublish.run();
      }
      if (isForbidden.test(message.topic())) {
        told.onLost();
        lose();
      } else if (isHeardByNobody.test(message.topic())) {
        told.onRefused(
            new TransportException(ErrorCode.UNAVAILABLE, "heard by nobody, says the test", null));
      } else {
        told.onTaken();
      }
    }

    @Override
    public void subscribe(List<String> wanted, int qos) throws TransportException {
      if (refusesSubscriptions) {
        throw new TransportException(ErrorCode.PERMISSION_DENIED, "refused by the test", null);
      }
      onSubscribe.run();
      filters.addAll(wanted);
    }

    @Override
    public void unsubscribe(List<String> unwanted) {
      filters.removeAll(unwanted);
    }
  }
}
