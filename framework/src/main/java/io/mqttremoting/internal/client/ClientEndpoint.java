package io.mqttremoting.internal.client;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.client.presence.PresenceListener;
import io.mqttremoting.internal.client.presence.Reachability;
import io.mqttremoting.internal.client.presence.ServicePresence;
import io.mqttremoting.internal.client.presence.SeveralServicesWarning;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.connection.Endpoint;
import io.mqttremoting.internal.connection.LoopGuard;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.InternalOperations;
import io.mqttremoting.internal.model.WireName;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.RandomId;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client side of one interface on one connection, shared by all its proxies: what it subscribes
 * to and sends, and which of its calls end, or are sent again, as services and the connection come
 * and go. Thread-safe.
 */
final class ClientEndpoint implements Endpoint, PresenceListener {
  private static final Logger LOG = LoggerFactory.getLogger(ClientEndpoint.class);
  private static final Duration JUST_NOW = Duration.ofMillis(100);
  private static final Duration FOLLOWING = Duration.ofMillis(200);
  private static final byte[] NO_ARGUMENTS = {'[', ']'};

  private final Clients clients;
  private final Key key;
  private final InterfaceModel model;
  private final Topics topics;
  private final CallFailures failures;
  private final Members members;
  private final LifeCheck lifeCheck;
  private final ServicePresence presence;
  private final Reachability reachability;
  private final Set<ClientInstance> instances = ConcurrentHashMap.newKeySet();
  private final String callIdPrefix = RandomId.next() + "-";
  private final AtomicLong callIds = new AtomicLong();
  private final AtomicLong sets = new AtomicLong();
  private final AtomicLong followedSets = new AtomicLong();
  private volatile boolean hasWhatIsKept;
  private final LogLimit messageLog;
  private final LogLimit handlerLog;

  /** Which clients share this: those of one Java type that goes by one name on the wire. */
  record Key(Class<?> type, WireName name) {}

  ClientEndpoint(Clients clients, Key key, InterfaceModel model) {
    this.key = key;
    this.clients = clients;
    this.model = model;
    this.topics = new Topics(model.id());
    this.failures = new CallFailures(model.id());
    this.messageLog = new LogLimit(model.id() + ": messages to its clients");
    this.handlerLog = new LogLimit(model.id() + ": handlers of its clients");
    this.members = new Members(this, model, clients);
    this.lifeCheck = new LifeCheck(this, clients);
    this.presence = new ServicePresence(clients.serviceConnections(), messageLog);
    this.reachability =
        new Reachability(
            model.id(), clients.connection(), presence, clients.brokerAnswers(), this::unheard);
    presence.listen(this);
    presence.listen(
        new SeveralServicesWarning(model.id(), !model.properties().isEmpty(), presence));
  }

  String id() {
    return model.id();
  }

  String clientId() {
    return clients.connection().clientId();
  }

  Topics topics() {
    return topics;
  }

  /** A new proxy. */
  Object newProxy() {
    ClientInstance instance = clients.newInstance(this);
    instances.add(instance);
    return ProxyFactory.of(model).newProxy(instance, members.methods(instance));
  }

  /**
   * Waits until the values and statuses that the broker keeps are there, for a second at most, and
   * not without a connection. Not for threads of the MQTT library.
   */
  void awaitWhatIsKept() {
    if (!hasWhatIsKept) {
      if (clients.awaitWhatIsKept()) {
        awaitPresence();
      }
      hasWhatIsKept = true;
    }
  }

  /** Waits until what the connections of services say has come, of those that are known. */
  private void awaitPresence() {
    if (!isConnected()) {
      return;
    }
    clients.serviceConnections().awaitFollowed(FOLLOWING);
    if (presence.lacksConnections()) {
      clients.awaitWhatIsKept();
    }
  }

  /** The property of this name. */
  PropertyClient property(String name) {
    return members.property(name);
  }

  /** Ends what a closed proxy has; the last one ends the subscriptions too. */
  void remove(ClientInstance instance) {
    members.removeHandlersOf(instance);
    clients
        .calls()
        .end(
            call -> call.caller() == instance,
            call -> instance.closedFailure(call.operation().member()));
    clients.removeIfUnused(key, this, () -> instances.remove(instance));
  }

  boolean isUnused() {
    return instances.isEmpty();
  }

  /** Logs what others cause by their messages. */
  LogLimit messageLog() {
    return messageLog;
  }

  /** Logs what handlers cause. */
  LogLimit handlerLog() {
    return handlerLog;
  }

  /** What calls end with that have no reply. */
  CallFailures failures() {
    return failures;
  }

  ServicePresence presence() {
    return presence;
  }

  /** Whether calls go in the MQTT 5 mapping: if it can be spoken, and a service answers it. */
  boolean usesMappingV5(Availability known) {
    return speaksMqtt5() && known.offers(clients.mappingV5().name());
  }

  /** Correlation data that no other call has had, and that nobody can guess. */
  String newCallId() {
    return callIdPrefix + Long.toHexString(callIds.incrementAndGet());
  }

  boolean speaksMqtt5() {
    return clients.connection().speaksMqtt5();
  }

  boolean isConnected() {
    return clients.connection().isConnected();
  }

  /** When so much time is over, by the clock of the service of this memory; 0 if not known. */
  long until(String memory, Duration left) {
    return lifeCheck.until(memory, left);
  }

  /** Refuses a handler if this client is about to be served where it is a client. */
  void checkNotServed(Object handler) {
    LoopGuard.onClientUsed(id(), clients.connection(), handler);
  }

  /** Whether messages reach a service. */
  Reachability reachability() {
    return reachability;
  }

  /**
   * A message to whose topic nobody is subscribed while no service is there: services of other
   * languages do not speak the mapping that it is in. Should one hear it all the same, it gives up
   * a call that there is not.
   */
  private Message unheard() {
    Mapping mapping = clients.mappingV3();
    String name = InternalOperations.CANCEL;
    Mapping.Head head =
        new Mapping.Head(
            mapping.requestTopic(topics, name),
            newCallId(),
            mapping.replyTopic(topics, name, clientId()),
            clients.callTimeout(),
            null,
            Duration.ZERO,
            0);
    return mapping.request(head, NO_ARGUMENTS).withQos(Message.DEFAULT_QOS);
  }

  /**
   * Sends a message that has no reply within this time. If no service is known to be there, it goes
   * at QoS 1 or more, and the broker is asked whether it has a subscriber.
   *
   * @throws RemotingException also if nobody is there who could take it
   */
  void sendUnlessDown(String member, Supplier<Message> message, Duration patience) {
    if (!reachability.isDown(System.nanoTime())) {
      send(member, message.get(), patience);
      return;
    }
    boolean taken;
    try {
      taken = reachability.mayReachOthers() && publishAndWait(message.get());
    } catch (TransportException e) {
      throw failures.notSent(member, e);
    }
    if (!taken) {
      throw failures.unavailable(member);
    }
  }

  private boolean publishAndWait(Message message) throws TransportException {
    return clients
        .connection()
        .sender()
        .publishAndWait(message.withQos(Math.max(Message.DEFAULT_QOS, message.qos())));
  }

  /** Sends a request to change a property, behind which later calls are to arrive. */
  void sendSet(String member, Message message) {
    sendUnlessDown(member, () -> message, clients.callTimeout());
    sets.incrementAndGet();
  }

  /** Up to which change requests have gone that the service may not have seen; 0 for none. */
  long setsToFollow() {
    long sent = sets.get();
    return sent > followedSets.get() ? sent : 0;
  }

  /** The service has seen all change requests up to this. */
  void onFollowed(long setsSeen) {
    followedSets.accumulateAndGet(setsSeen, Math::max);
  }

  /** Sends if that is possible within this time; if it never is, the listener is told. */
  void trySend(
      String member, Message message, Duration patience, Transport.PublishListener listener) {
    try {
      clients.connection().sender().publish(message, patience, listener);
    } catch (TransportException e) {
      LOG.debug("{}.{}: not sent: {}", id(), member, e.getMessage());
      if (e.code() == ErrorCode.INVALID_ARGUMENT) {
        listener.onRefused(e);
      }
    }
  }

  /** Sends within this time, and words what goes wrong for the caller. */
  void send(String member, Message message, Duration patience) {
    try {
      clients.connection().sender().publish(message, patience);
    } catch (TransportException e) {
      throw failures.notSent(member, e);
    }
  }

  /** Sends a message within this time that the broker may refuse to pass on. */
  void send(String member, Message message, Duration patience, Transport.PublishListener refused) {
    try {
      clients.connection().sender().publish(message, patience, refused);
    } catch (TransportException e) {
      throw failures.notSent(member, e);
    }
  }

  /** Runs what waits for the broker in a thread that may wait. */
  void runLater(Runnable task) {
    clients.runLater(task);
  }

  /** Sends a cancellation in a thread that may wait for the broker, unless too many wait. */
  void cancelLater(Runnable cancellation) {
    clients.cancelLater(cancellation);
  }

  /** Has a value of {@code size} bytes decoded before long; refuses if too much waits for that. */
  boolean decodeLater(int size, Runnable decoding) {
    return clients.decodeLater(size, decoding);
  }

  void close() {
    presence.close();
    end(call -> call.caller() == null, failures::closed); // those of callers are ended elsewhere
  }

  @Override
  public List<String> filters(MqttVersion version) {
    List<String> filters = new ArrayList<>();
    filters.add(topics.status("+"));
    if (!model.properties().isEmpty()) {
      filters.add(topics.property("+"));
    }
    if (!model.signals().isEmpty()) {
      filters.add(topics.signal("+"));
    }
    if (!model.operations().isEmpty() || !model.properties().isEmpty()) {
      filters.add(topics.replyV3("+", clientId()));
      if (version == MqttVersion.MQTT_5) {
        filters.add(topics.replyV5("+", clientId()));
      }
    }
    return filters;
  }

  @Override
  public Map<String, Consumer<Message>> receivers() {
    Map<String, Consumer<Message>> receivers = members.receivers(topics);
    lifeCheck.addReceivers(receivers);
    return receivers;
  }

  @Override
  public boolean receiveOther(Message message) {
    Optional<String> instance = topics.clientOfStatus(message.topic());
    instance.ifPresent(clientId -> presence.receive(clientId, message));
    return instance.isPresent();
  }

  @Override
  public void onUnreceivable(Message message, String reason) {
    messageLog.warn(
        LOG,
        "{}.{}: a message to {} is ignored: {}",
        id(),
        topics.memberOf(message.topic()),
        message.topic(),
        reason);
  }

  @Override
  public int qos() {
    return Math.max(Message.DEFAULT_QOS, model.leastQos());
  }

  @Override
  public int keptMessages() {
    return model.properties().size() + 1; // and more if there are several services
  }

  @Override
  public boolean awaitsWhatIsKept() {
    return true;
  }

  /** The broker sends the values by itself. */
  @Override
  public void onConnected() {
    clients.calls().repeat(call -> call.operation().endpoint() == this);
  }

  @Override
  public void onConnectionLost(Throwable cause) {
    presence.forget();
    clients.brokerAnswers().forget();
    // A ping that is not answered because of this says nothing of the service.
    end(
        call -> call.memory() == null || call.caller() == null,
        member -> failures.lost(member, cause));
  }

  @Override
  public void onGivenUp(Throwable cause) {
    end(call -> true, member -> failures.lostForGood(member, cause));
  }

  @Override
  public void onDoubt(Availability service) {
    lifeCheck.start(service);
  }

  @Override
  public void onThere(String memory) {
    clients.repeatLater(
        call ->
            call.operation().endpoint() == this
                && memory.equals(call.memory())
                && call.age().compareTo(JUST_NOW) > 0);
  }

  @Override
  public void onGone(String memory) {
    end(call -> memory.equals(call.memory()), failures::gone);
  }

  /**
   * Unless the broker is still telling what it knows, and the one that is there comes last. A call
   * that was sent after all services had left, before that was heard, is for one that says nothing
   * of itself; else the broker says that it is for nobody.
   */
  @Override
  public void onDown(boolean longAgo) {
    long now = System.nanoTime();
    clients.hintLater(
        () -> {
          if (reachability.isDown(now) && !(longAgo && reachability.mayReachOthers())) {
            end(call -> call.memory() == null && call.opened() - now < 0, failures::gone);
          }
        });
  }

  /** Ends those calls to this interface, with a failure that is made of the member's name. */
  private void end(Predicate<PendingCall> which, Function<String, RemotingException> failure) {
    clients
        .calls()
        .end(
            call -> call.operation().endpoint() == this && which.test(call),
            call -> failure.apply(call.operation().member()));
  }
}
