package io.mqttremoting.internal.mqtt5;

import com.hivemq.client.internal.mqtt.codec.encoder.MqttEncoder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectRestrictions;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Login;
import io.mqttremoting.internal.transport.QuickAck;
import io.mqttremoting.internal.transport.SendRoom;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.netty.channel.Channel;
import io.reactivex.disposables.Disposable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MQTT 5 with the HiveMQ client; the client's own reconnect is never used. The client respects the
 * broker's Receive Maximum (MQTT 5, section 4.9).
 */
final class HiveMqTransport implements Transport {
  private static final Logger LOG = LoggerFactory.getLogger(HiveMqTransport.class);
  private static final Duration DISCONNECT_TIMEOUT = Duration.ofSeconds(2);

  private final URI broker;
  private final Mqtt5AsyncClient client;

  /** The flow of received messages; the client does not always end it itself. */
  private final Disposable receiving;

  private final HiveMqRequests requests;
  private final HiveMqLoss loss;
  private final BrokerLimits limits;
  private final Messages messages = new Messages();
  private final SendRoom room;
  private final PublishFlow publishes;

  /** Uses a client that is connected. */
  private HiveMqTransport(
      URI broker,
      Mqtt5AsyncClient client,
      Disposable receiving,
      HiveMqRequests requests,
      HiveMqLoss loss,
      BrokerLimits limits) {
    this.broker = broker;
    this.client = client;
    this.receiving = receiving;
    this.requests = requests;
    this.loss = loss;
    this.limits = limits;
    this.room = new SendRoom(broker.toString());
    this.publishes = PublishFlow.begin(client, (sent, result) -> onResult(requests, sent, result));
  }

  static Transport connect(ConnectOptions options, Listener listener) throws TransportException {
    Optional<Login> login = options.security().login();
    HiveMqLoss loss = new HiveMqLoss(options, listener);
    Mqtt5AsyncClient client = HiveMqClients.build(options, login, loss);
    HiveMqRequests requests = new HiveMqRequests(client, options, login);
    // Before it connects: a flow that begins after the connection was lost never ends.
    Disposable receiving = receive(client, listener);
    CompletableFuture<Mqtt5ConnAck> answer = beginToConnect(client, options);
    HiveMqTransport transport = null;
    boolean connected = false;
    try {
      Mqtt5ConnAck connAck = requests.await(Failures.CONNECT, answer);
      HiveMqClients.channel(client).ifPresent(channel -> prepare(channel, options));
      BrokerLimits limits = new BrokerLimits(options.uri(), connAck.getRestrictions());
      limits.checkConnect();
      transport = new HiveMqTransport(options.uri(), client, receiving, requests, loss, limits);
      loss.begin(transport::end, requests::end);
      connected = true;
      return transport;
    } finally {
      if (!connected) {
        answer.thenAccept(late -> client.disconnect()); // nothing waits for it any more
        if (transport != null) {
          transport.end();
        }
        receiving.dispose(); // a client that has a flow but never connects keeps its threads
      }
    }
  }

  private static Disposable receive(Mqtt5AsyncClient client, Listener listener) {
    Messages messages = new Messages();
    return client
        .toRx()
        .publishes(MqttGlobalPublishFilter.ALL)
        .subscribeWith(
            new UntilDisposed<>(
                publish -> listener.onMessage(messages.fromHiveMq(publish)),
                end -> LOG.debug("No more messages", end)));
  }

  private static CompletableFuture<Mqtt5ConnAck> beginToConnect(
      Mqtt5AsyncClient client, ConnectOptions options) {
    return client
        .connectWith()
        .cleanStart(true)
        .sessionExpiryInterval(0)
        .keepAlive((int) options.keepAlive().toSeconds())
        .restrictions(restrictions(options))
        .send();
  }

  /**
   * Restrictions that turn topic aliases off: if the message that introduces an alias is too large
   * to be sent, the client still assumes that the broker knows the alias, and brokers end the
   * connection of a client that uses an unknown one (MQTT 5, section 3.3.2.3.4).
   */
  private static Mqtt5ConnectRestrictions restrictions(ConnectOptions options) {
    return Mqtt5ConnectRestrictions.builder()
        .sendTopicAliasMaximum(0)
        .maximumPacketSize(options.maxPacketBytes())
        .build();
  }

  /**
   * Adds our handlers to the channel. Called before anything is subscribed to, when only the
   * CONNACK was received.
   */
  private static void prepare(Channel channel, ConnectOptions options) {
    try {
      QuickAck.option()
          .ifPresent(
              option -> channel.pipeline().addFirst("quickack", new AcknowledgeAtOnce(option)));
      channel
          .pipeline()
          .addBefore(
              MqttEncoder.NAME,
              "malformed",
              new MalformedMessages(
                  options.uri() + " as " + options.clientId(), options.maxPacketBytes()));
    } catch (NoSuchElementException e) {
      LOG.debug("The connection to {} has ended, which is told later", options.uri(), e);
    }
  }

  @Override
  public MqttVersion version() {
    return MqttVersion.MQTT_5;
  }

  @Override
  public void publish(Message message, Duration patience, PublishListener told)
      throws TransportException {
    limits.checkPublish(message.topic(), message.qos());
    Mqtt5Publish publish;
    try {
      publish = messages.toHiveMq(message);
    } catch (IllegalArgumentException e) { // a topic that MQTT does not allow
      throw new TransportException(ErrorCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
    }
    PublishFlow.Sent sent = new PublishFlow.Sent(publish, message.size(), told);
    room.enter(sent, patience);
    try {
      if (!publishes.send(sent) && sent.leave()) { // else it was reported as lost
        throw TransportException.notConnected("the connection to " + broker + " is lost");
      }
    } catch (RuntimeException e) {
      if (sent.leave()) {
        throw new TransportException(
            ErrorCode.UNAVAILABLE, "the connection to " + broker + " ends", e);
      }
    }
  }

  @Override
  public int unsentMessages() {
    return room.count();
  }

  /** Called by the thread that reads the connection. */
  private static void onResult(
      HiveMqRequests requests, PublishFlow.Sent sent, Mqtt5PublishResult result) {
    Optional<Throwable> failure = result.getError();
    if (failure.isEmpty()) {
      if (hasNoSubscribers(result)) {
        sent.refused(Failures.noSubscribers(topic(result)));
      } else {
        sent.taken();
      }
    } else if (Failures.isRefusal(failure.get())) {
      sent.refused(requests.failed("publish to " + topic(result) + " at", failure.get()));
    } else { // the connection is about to be lost
      LOG.debug("{}: not published", topic(result), failure.get());
      sent.lost();
    }
  }

  private static String topic(Mqtt5PublishResult result) {
    return result.getPublish().getTopic().toString();
  }

  private static boolean hasNoSubscribers(Mqtt5PublishResult result) {
    return result instanceof Mqtt5PublishResult.Mqtt5Qos1Result acknowledged
        && acknowledged.getPubAck().getReasonCode()
            == Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS;
  }

  @Override
  public void subscribe(List<String> filters, int qos) throws TransportException {
    limits.checkSubscribe(filters, qos);
    requests.subscribe(filters, qos);
  }

  @Override
  public void unsubscribe(List<String> filters) throws TransportException {
    requests.unsubscribe(filters);
  }

  @Override
  public void close() {
    if (loss.isClosed()) {
      return;
    }
    try {
      if (!room.drain(DISCONNECT_TIMEOUT)) {
        LOG.warn("Some messages were not taken by {} before the end", broker);
      }
      loss.close();
      client.disconnect().get(DISCONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("Disconnecting from {} in peace failed", broker, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
    } finally {
      end();
      requests.end(new IOException("the connection is closed"));
    }
  }

  /**
   * Releases what the client holds for this connection; messages that it has not answered are
   * reported as lost.
   */
  private void end() {
    receiving.dispose();
    publishes.end();
    room.lose();
  }
}
