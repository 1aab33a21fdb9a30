package io.mqttremoting.internal.client;

import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.concurrent.Turn;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.model.InternalOperations;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An operation, as all proxies of its interface on one connection call it. A call to a service that
 * remembers whom it answered is addressed to that alone and sent again until it is answered; any
 * other is sent once. Thread-safe.
 */
final class OperationClient {
  private static final Logger LOG = LoggerFactory.getLogger(OperationClient.class);
  private static final byte[] NO_ARGUMENTS = {'[', ']'};

  private final ClientEndpoint endpoint;
  private final OperationModel model;
  private final String member;
  private final PendingCalls calls;
  private final JsonArgumentsCodec arguments;
  private final ReplyReader replies;
  private final Route routeV5;
  private final Route routeV3;
  private final Duration timeout;
  private final Delivery delivery;

  /** Calls of {@code model}; errors name {@code member}. */
  OperationClient(ClientEndpoint endpoint, OperationModel model, String member, Clients clients) {
    this.endpoint = endpoint;
    this.model = model;
    this.member = member;
    this.calls = clients.calls();
    this.arguments = clients.json().arguments(model.parameters());
    this.replies = new ReplyReader(this, model, clients.json());
    this.routeV5 = new Route(clients.mappingV5());
    this.routeV3 = new Route(clients.mappingV3());
    this.timeout = model.timeout().orElse(clients.callTimeout());
    this.delivery = model.delivery().orElse(clients.connection().delivery());
  }

  /** How a call goes in one mapping. */
  final class Route {
    private final Mapping mapping;
    private final String requestTopic;
    private final String cancelTopic;
    private final String replyTopic;

    Route(Mapping mapping) {
      this.mapping = mapping;
      this.requestTopic = mapping.requestTopic(endpoint.topics(), model.name());
      this.cancelTopic = mapping.requestTopic(endpoint.topics(), InternalOperations.CANCEL);
      this.replyTopic = mapping.replyTopic(endpoint.topics(), model.name(), endpoint.clientId());
    }

    Message request(String id, Duration left, String memory, Duration age, byte[] json) {
      long until = memory == null ? 0 : endpoint.until(memory, left);
      return mapping.request(
          new Mapping.Head(requestTopic, id, replyTopic, left, memory, age, until), json);
    }

    Message cancellation(PendingCall call) {
      Mapping.Head head =
          new Mapping.Head(
              cancelTopic, call.id(), replyTopic, timeout, call.memory(), Duration.ZERO, 0);
      return mapping.request(head, NO_ARGUMENTS).withQos(Message.DEFAULT_QOS);
    }
  }

  void addReceivers(Map<String, Consumer<Message>> receivers) {
    for (Route route : new Route[] {routeV5, routeV3}) {
      receivers.put(route.replyTopic, reply -> calls.receive(reply, route.mapping));
    }
  }

  /** Whether replies to this operation come on a topic. */
  boolean repliesOn(String topic) {
    return topic.equals(routeV5.replyTopic) || topic.equals(routeV3.replyTopic);
  }

  ClientEndpoint endpoint() {
    return endpoint;
  }

  /** The property or operation that is called, by its name on the wire. */
  String member() {
    return member;
  }

  /** Calls, and waits for the reply. */
  Object call(ClientInstance caller, Object[] values) throws Throwable {
    if (model.oneWay()) {
      sendOneWay(caller, values);
      return null;
    }
    checkTurn();
    return replies.read(outcome(send(caller, values)));
  }

  /** Refuses to wait for a service that waits for this thread. */
  private void checkTurn() {
    if (Turn.waitsForThisThread(endpoint.presence().availability().memory())) {
      throw failure(
          ErrorCode.FAILED_PRECONDITION,
          "this call would wait for itself, for the service executes one call at a time and is"
              + " executing the one that makes it; call the implementation's own method, return the"
              + " future of the call, or serve with concurrency",
          null);
    }
  }

  /** Waits for what becomes of a call. */
  private PendingCall.Outcome outcome(PendingCall call) {
    try {
      long left = timeout.minus(call.age()).toNanos();
      return call.outcome().get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw timedOut(call);
    } catch (InterruptedException e) {
      cancelLater(call);
      Thread.currentThread().interrupt();
      throw failure(ErrorCode.CANCELLED, "the calling thread was interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("An outcome is never exceptional", e);
    } finally {
      calls.forget(call);
    }
  }

  /** Calls; the future completes in a thread for user code, or is cancelled to give up the call. */
  CompletableFuture<Object> callAsync(ClientInstance caller, Object[] values) {
    PendingCall call;
    try {
      if (model.oneWay()) {
        sendOneWay(caller, values);
        return CompletableFuture.completedFuture(null);
      }
      call = send(caller, values);
    } catch (RemotingException e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<Object> future = new CompletableFuture<>();
    Runnable timer = calls.endAfter(timeout, call, () -> timedOut(call));
    call.outcome().thenAccept(outcome -> calls.complete(() -> complete(future, outcome)));
    future.whenComplete(
        (value, error) -> {
          timer.run();
          calls.forget(call);
          if (!call.outcome().isDone()) { // completed by whoever got it
            cancelLater(call);
          }
        });
    return future;
  }

  private void complete(CompletableFuture<Object> future, PendingCall.Outcome outcome) {
    try {
      future.complete(replies.read(outcome));
    } catch (Throwable e) { // whatever the operation declares
      future.completeExceptionally(e);
    }
  }

  private PendingCall send(ClientInstance caller, Object[] values) {
    PendingCall call = calls.open(endpoint.newCallId(), caller, this, encode(values));
    boolean sent = false;
    try {
      caller.checkOpen(member); // after it is among those that a close() ends
      if (endpoint.reachability().seemsDown() || isForWhomever()) {
        endpoint.runLater(() -> sendUnlessDown(call));
      } else {
        transmit(call, timeout);
      }
      sent = true;
      return call;
    } finally {
      if (!sent) {
        calls.forget(call);
      }
    }
  }

  /**
   * Calls one service alone, without arguments and without a caller; waits for room to be sent.
   *
   * @param nobody the failure if the broker knows of nobody who listens
   */
  PendingCall sendTo(Availability service, Supplier<RemotingException> nobody) {
    PendingCall call = calls.open(endpoint.newCallId(), null, this, NO_ARGUMENTS);
    boolean sent = false;
    try {
      call.address(route(service), service.memory());
      endpoint.send(
          member,
          request(call, timeout).withQos(Message.DEFAULT_QOS),
          timeout,
          refusal ->
              calls.end(
                  call,
                  refusal.code() == ErrorCode.UNAVAILABLE
                      ? nobody
                      : () -> endpoint.failures().refusal(member, refusal)));
      call.sent();
      sent = true;
      return call;
    } finally {
      if (!sent) {
        calls.forget(call);
      }
    }
  }

  /** Whether it is about to be known to which service a call goes. */
  private boolean isForWhomever() {
    return endpoint.presence().availability().allLeft() && endpoint.presence().mayBeAnnounced();
  }

  /** What a call that {@link #sendTo} made came to. */
  Object read(PendingCall.Outcome outcome) throws Throwable {
    return replies.read(outcome);
  }

  private void sendUnlessDown(PendingCall call) {
    endpoint.presence().awaitAnnouncement();
    if (endpoint.reachability().isDown(call.opened())
        && !endpoint.reachability().mayReachOthers()) {
      calls.end(call, () -> endpoint.failures().unavailable(member));
    } else if (calls.isOpen(call)) {
      try {
        transmit(call, timeout.minus(call.age()));
      } catch (RemotingException e) {
        calls.end(call, () -> e);
      }
    }
  }

  private void transmit(PendingCall call, Duration left) {
    Availability known;
    do { // should the service leave meanwhile, the call would wait for it in vain
      known = endpoint.presence().availability();
      call.address(route(known), known.memory());
    } while (!endpoint.presence().availability().equals(known));
    if (known.allLeft()) {
      call.addressToOthers();
    }
    call.follow(endpoint.setsToFollow());
    endpoint.send(member, request(call, left), left, refusal -> onRefusal(call, refusal));
    call.sent();
    if (call.isGivenUp()) { // meanwhile, and that must not overtake it
      cancelLater(call);
    }
  }

  private Route route(Availability known) {
    return endpoint.usesMappingV5(known) ? routeV5 : routeV3;
  }

  /**
   * The request, at QoS 0 if it can be repeated, for then a lost one does not matter. One for a
   * service that has left without a word goes at QoS 1, so that the broker tells if nobody listens.
   */
  private Message request(PendingCall call, Duration left) {
    boolean quick = call.memory() != null || (isSentAtMostOnce() && !call.isForOthers());
    String memory = call.isForOthers() ? Mapping.NO_MEMORY : call.memory();
    return call.route()
        .request(call.id(), left, memory, Duration.ZERO, call.arguments())
        .withQos(qos(quick, call.sets()));
  }

  /** Whether a request that is not repeated may be lost. */
  private boolean isSentAtMostOnce() {
    return delivery == Delivery.AT_MOST_ONCE;
  }

  /** A request goes as the changes of properties do that it follows, lest it overtakes them. */
  private int qos(boolean quick, long setsToFollow) {
    int qos = quick && setsToFollow == 0 ? 0 : Message.DEFAULT_QOS;
    return Math.max(qos, delivery.leastQos());
  }

  private void sendOneWay(ClientInstance caller, Object[] values) {
    caller.checkOpen(member);
    byte[] json = encode(values);
    endpoint.sendUnlessDown(member, () -> oneWayRequest(json), timeout);
  }

  private Message oneWayRequest(byte[] json) {
    Availability known = endpoint.presence().availability();
    boolean quick = known.memory() == null && isSentAtMostOnce();
    return route(known)
        .request(endpoint.newCallId(), timeout, null, Duration.ZERO, json)
        .withQos(qos(quick, endpoint.setsToFollow()));
  }

  private byte[] encode(Object[] values) {
    try {
      return arguments.encode(values);
    } catch (IllegalArgumentException e) {
      throw failure(ErrorCode.INVALID_ARGUMENT, e.getMessage(), e);
    }
  }

  /**
   * Sends a call again that may be sent more than once, as long as its time is not up. At QoS 1,
   * for then a broker of MQTT 5 says if it does not allow it.
   */
  void repeat(PendingCall call) {
    Duration age = call.age();
    Duration left = timeout.minus(age);
    Route route = call.route();
    if (left.isNegative() || left.isZero()) {
      return;
    }
    if (route == routeV5 && !endpoint.speaksMqtt5()) {
      calls.end(call, () -> endpoint.failures().lostMqtt5(member));
      return;
    }
    Message request =
        route
            .request(call.id(), left, call.memory(), age, call.arguments())
            .withQos(Math.max(Message.DEFAULT_QOS, delivery.leastQos()));
    endpoint.trySend(member, request, left, refusal -> onRefusal(call, refusal));
  }

  /** Tells the service that nobody waits any more, if it can be told at this moment. */
  private void cancelLater(PendingCall call) {
    call.giveUp();
    if (call.isRepeatable()) { // others know no cancellation, or have not heard of it yet
      endpoint.cancelLater(
          () ->
              endpoint.trySend(
                  member,
                  call.route().cancellation(call),
                  timeout,
                  refusal -> LOG.debug("{}.{}: not cancelled", endpoint.id(), member, refusal)));
    }
  }

  /** The service answered, so it has seen whatever was sent before. Called by the MQTT library. */
  void onReply(PendingCall call) {
    endpoint.onFollowed(call.sets());
    endpoint.presence().onAnswer(call.memory());
  }

  /** Called by the MQTT library. */
  private void onRefusal(PendingCall call, TransportException refusal) {
    boolean nobodyListens = refusal.code() == ErrorCode.UNAVAILABLE;
    if (nobodyListens && call.memory() != null) {
      return; // the service is about to come back, or its leaving is told
    }
    if (nobodyListens && call.route() == routeV5) {
      endpoint.runLater(() -> sendV3(call)); // a service on MQTT 3.1.1 listens there
    } else {
      boolean left = nobodyListens && endpoint.reachability().seemsDown();
      calls.end(
          call,
          () ->
              left
                  ? endpoint.failures().unavailable(member)
                  : endpoint.failures().refusal(member, refusal));
    }
  }

  private void sendV3(PendingCall call) {
    if (!calls.isOpen(call)) {
      return; // given up meanwhile
    }
    try {
      call.address(routeV3, null);
      Duration left = timeout.minus(call.age());
      endpoint.send(member, request(call, left), left, refusal -> onRefusal(call, refusal));
    } catch (RemotingException e) {
      calls.end(call, () -> e);
    }
  }

  private RemotingException timedOut(PendingCall call) {
    cancelLater(call); // in MQTT 5, a service learns only to the second how long it is waited for
    if (call.memory() != null && endpoint.isConnected()) {
      endpoint.presence().doubt(call.memory());
    }
    return new CallTimeoutException(
        endpoint.id(),
        member,
        "no reply within "
            + timeout.toMillis()
            + " ms; "
            + (endpoint.isConnected()
                ? "does a service run, on the same broker, and not take longer?"
                : "the connection to the broker is lost"));
  }

  /** The service leaves, or does not know any more whether it has executed this. */
  RemotingException refusedByService(String reason) {
    return new ServiceUnavailableException(endpoint.id(), member, reason, true, null);
  }

  RemotingException failure(ErrorCode code, String reason, Throwable cause) {
    return new RemotingException(code, endpoint.id(), member, reason, cause);
  }
}
