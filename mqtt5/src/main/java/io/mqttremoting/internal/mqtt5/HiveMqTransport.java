package io.mqttremoting.internal.mqtt5;

import com.hivemq.client.internal.mqtt.codec.encoder.MqttEncoder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectRestrictions;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.FilterPackets;
import io.mqttremoting.internal.transport.Login;
import io.mqttremoting.internal.transport.QuickAck;
import io.mqttremoting.internal.transport.SendRoom;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import io.netty.channel.Channel;
import io.reactivex.disposables.Disposable;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MQTT 5 with the HiveMQ client, whose own reconnect is never used. It honours the broker's Receive
 * Maximum (MQTT 5, section 4.9) by itself.
 */
final class HiveMqTransport implements Transport {
  private static final Logger LOG = LoggerFactory.getLogger(HiveMqTransport.class);
  private static final Duration DISCONNECT_TIMEOUT = Duration.ofSeconds(2);

  /**
   * The client takes a topic's alias for known also if the message that makes it known is too large
   * to be sent, and brokers end the connection of who uses one that they do not know (MQTT 5,
   * section 3.3.2.3.4).
   */
  private Mqtt5ConnectRestrictions restrictions() {
    return Mqtt5ConnectRestrictions.builder()
        .sendTopicAliasMaximum(0)
        .maximumPacketSize(options.maxPacketBytes())
        .build();
  }

  private static final Set<Mqtt5DisconnectReasonCode> MALFORMED =
      EnumSet.of(
          Mqtt5DisconnectReasonCode.MALFORMED_PACKET, Mqtt5DisconnectReasonCode.PROTOCOL_ERROR);

  private final ConnectOptions options;
  private final Optional<Login> login;
  private final Listener listener;
  private final Mqtt5AsyncClient client;
  private final Messages messages = new Messages();
  private final SendRoom room;
  private PublishFlow publishes; // from when it is connected
  private BrokerLimits limits; // likewise
  private boolean connected;
  private Throwable lost; // by what; null as long as it is not
  private volatile boolean closed;

  private HiveMqTransport(ConnectOptions options, Optional<Login> login, Listener listener)
      throws TransportException {
    this.options = options;
    this.login = login;
    this.listener = listener;
    this.room = new SendRoom(options.uri().toString());
    this.client = HiveMqClients.build(options, login, this::onDisconnected);
  }

  static Transport connect(ConnectOptions options, Listener listener) throws TransportException {
    Optional<Login> login = options.security().login();
    HiveMqTransport transport = new HiveMqTransport(options, login, listener);
    // From before it connects: one that begins when the connection is lost already never ends.
    Disposable messages =
        transport
            .client
            .toRx()
            .publishes(MqttGlobalPublishFilter.ALL)
            .subscribe(transport::onPublish, end -> LOG.debug("No more messages", end));
    CompletableFuture<Mqtt5ConnAck> answer =
        transport
            .client
            .connectWith()
            .cleanStart(true)
            .sessionExpiryInterval(0)
            .keepAlive((int) options.keepAlive().toSeconds())
            .restrictions(transport.restrictions())
            .send();
    boolean connected = false;
    try {
      Mqtt5ConnAck connAck = transport.await(Failures.CONNECT, answer);
      HiveMqClients.channel(transport.client).ifPresent(transport::prepare);
      transport.limits = new BrokerLimits(options.uri(), connAck.getRestrictions());
      transport.limits.checkConnect();
      transport.publishes = new PublishFlow(transport.client, transport::onResult);
      transport.begin();
      connected = true;
      return transport;
    } finally {
      if (!connected) {
        answer.thenAccept(late -> transport.client.disconnect()); // nobody waits for it any more
        if (transport.publishes != null) {
          transport.publishes.end();
        }
        messages.dispose(); // a client that listens but never connects keeps its threads for ever
      }
    }
  }

  /** Before anything is subscribed to, so that nothing was received yet but the CONNACK. */
  private void prepare(Channel channel) {
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

  private synchronized void begin() throws TransportException {
    if (lost != null) {
      boolean said = lost instanceof TransportException;
      throw new TransportException(
          said ? ((TransportException) lost).code() : ErrorCode.UNAVAILABLE,
          "the connection to "
              + options.uri()
              + " was lost at once"
              + (said ? ": " + lost.getMessage() : ""),
          lost);
    }
    connected = true;
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
      throw new TransportException(ErrorCode.INVALID_ARGUMENT, e.getMessage(), e);
    }
    room.enter(message.size(), patience);
    boolean sent;
    try {
      sent = publishes.send(new PublishFlow.Sent(publish, message, told));
    } catch (RuntimeException e) {
      throw new TransportException(
          ErrorCode.UNAVAILABLE, "the connection to " + options.uri() + " ends", e);
    }
    if (!sent) {
      room.leave(message.size());
      throw TransportException.notConnected("the connection to " + options.uri() + " is lost");
    }
  }

  @Override
  public int unsentMessages() {
    return room.count();
  }

  private void onResult(PublishFlow.Sent sent, Mqtt5PublishResult result) {
    Message message = sent.message();
    PublishListener told = sent.listener();
    room.leave(message.size());
    Optional<Throwable> failure = result.getError();
    if (failure.isEmpty()) {
      if (hasNoSubscribers(result)) {
        told.onRefused(Failures.noSubscribers(message.topic()));
      } else {
        told.onTaken();
      }
    } else if (Failures.isRefusal(failure.get())) {
      told.onRefused(
          Failures.toTransport(
              "publish to " + message.topic() + " at", options, login, failure.get()));
    } else { // the connection is about to be lost, of which the listener is told
      LOG.debug("{}: not published", message.topic(), failure.get());
    }
  }

  private static boolean hasNoSubscribers(Mqtt5PublishResult result) {
    return result instanceof Mqtt5PublishResult.Mqtt5Qos1Result acknowledged
        && acknowledged.getPubAck().getReasonCode()
            == Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS;
  }

  /** All packets are sent before the first answer is awaited: that is one round trip for all. */
  @Override
  public void subscribe(List<String> filters, int qos) throws TransportException {
    limits.checkSubscribe(filters, qos);
    Map<List<String>, CompletableFuture<?>> answers = new LinkedHashMap<>();
    for (List<String> packet : FilterPackets.of(filters)) {
      answers.put(packet, client.subscribe(subscribePacket(packet, qos)));
    }
    for (Map.Entry<List<String>, CompletableFuture<?>> answer : answers.entrySet()) {
      await("subscribe to " + answer.getKey() + " at", answer.getValue());
    }
  }

  private static Mqtt5Subscribe subscribePacket(List<String> filters, int qos) {
    List<Mqtt5Subscription> subscriptions =
        filters.stream()
            .map(
                filter ->
                    Mqtt5Subscription.builder()
                        .topicFilter(filter)
                        .qos(MqttQos.fromCode(qos))
                        .retainHandling(
                            Topics.isForNow(filter)
                                ? Mqtt5RetainHandling.DO_NOT_SEND
                                : Mqtt5RetainHandling.SEND)
                        .build())
            .toList();
    return Mqtt5Subscribe.builder().addSubscriptions(subscriptions).build();
  }

  @Override
  public void unsubscribe(List<String> filters) throws TransportException {
    Map<List<String>, CompletableFuture<?>> answers = new LinkedHashMap<>();
    for (List<String> packet : FilterPackets.of(filters)) {
      answers.put(
          packet,
          client.unsubscribe(
              Mqtt5Unsubscribe.builder()
                  .addTopicFilters(packet.stream().map(MqttTopicFilter::of))
                  .build()));
    }
    for (Map.Entry<List<String>, CompletableFuture<?>> answer : answers.entrySet()) {
      await("unsubscribe from " + answer.getKey() + " at", answer.getValue());
    }
  }

  private <T> T await(String what, CompletableFuture<T> answer) throws TransportException {
    try {
      return answer.get(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw Failures.toTransport(what, options, login, e.getCause());
    } catch (TimeoutException e) {
      throw Failures.toTransport(what, options, login, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(
          ErrorCode.CANCELLED, "interrupted while waiting to " + what + " " + options.uri(), e);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    try {
      if (!room.drain(DISCONNECT_TIMEOUT)) {
        LOG.warn("Some messages were not taken by {} before the end", options.uri());
      }
      closed = true;
      client.disconnect().get(DISCONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("Disconnecting from {} in peace failed", options.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
    } finally {
      endPublishing();
    }
  }

  private void onPublish(Mqtt5Publish publish) {
    listener.onMessage(messages.fromHiveMq(publish));
  }

  private void onDisconnected(MqttClientDisconnectedContext context) {
    boolean endedByBroker = context.getSource() == MqttDisconnectSource.SERVER;
    Throwable cause =
        endedByBroker ? Failures.lost(options, context.getCause()) : context.getCause();
    synchronized (this) {
      lost = cause;
      if (!connected || closed) {
        return;
      }
      closed = true;
    }
    room.end();
    endPublishing();
    logIfMalformed(context);
    listener.onLost(cause);
  }

  /** The HiveMQ client ends a connection itself if it cannot decode what comes. */
  private void logIfMalformed(MqttClientDisconnectedContext context) {
    if (context.getSource() == MqttDisconnectSource.CLIENT
        && context.getCause() instanceof Mqtt5DisconnectException e
        && MALFORMED.contains(e.getMqttMessage().getReasonCode())) {
      LOG.error(
          "{} as {}: the connection is ended, for a packet of the broker is malformed: {}; find out"
              + " who publishes such messages, and remove them from the broker if they are"
              + " retained",
          options.uri(),
          options.clientId(),
          e.getMessage());
    }
  }

  /** Also for a close that waits until all has been sent. */
  private void endPublishing() {
    publishes.end().forEach(sent -> room.leave(sent.message().size()));
  }
}
