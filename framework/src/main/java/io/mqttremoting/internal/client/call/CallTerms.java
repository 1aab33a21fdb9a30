package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;

/**
 * What all calls to one operation share; creates their request messages.
 *
 * @param failures creates the exceptions of calls that get no reply
 */
record CallTerms(
    CallScope scope, Presence presence, CallFailures failures, Routes routes, CallOptions options) {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  /** The same for one call, with another timeout and metadata. */
  CallTerms with(Duration timeout, Metadata metadata) {
    return new CallTerms(
        scope, presence, failures, routes, new CallOptions(timeout, options.delivery(), metadata));
  }

  /**
   * Queues a task that waits for the broker, when services that seem to be offline have had the
   * time to announce themselves.
   *
   * @param overloaded called instead if there is no room in the queue by then
   * @return false if there is no room in the queue
   */
  boolean tryAskOnceAnswered(Runnable task, Runnable overloaded) {
    return threads().tryAsk(() -> askOnceAnswered(task, overloaded));
  }

  private void askOnceAnswered(Runnable task, Runnable overloaded) {
    Duration left = presence.untilAnswered();
    if (left.isZero()) {
      task.run();
      return;
    }
    Duration pause = left.compareTo(BETWEEN_LOOKS) < 0 ? left : BETWEEN_LOOKS;
    threads()
        .after(
            pause,
            () -> {
              if (!tryAskOnceAnswered(task, overloaded)) {
                overloaded.run();
              }
            });
  }

  Duration timeout() {
    return options.timeout();
  }

  CallSender sender() {
    return scope.sender();
  }

  CallThreads threads() {
    return scope.threads();
  }

  /**
   * Where a call goes, given what is known of the services.
   *
   * @throws RemotingException if their contract is another, and the connection checks that
   */
  CallState.Routed routed(Availability known) {
    failures.throwIf(presence.contractProblem(known));
    return new CallState.Routed(
        route(known), known.memoryId(), known.allKnownOffline(), scope.sets().toFollow());
  }

  /** Where a ping to a service goes; it follows no change requests. */
  CallState.Routed routedPing(Availability service) {
    return new CallState.Routed(route(service), service.memoryId(), false, 0);
  }

  Route route(Availability known) {
    return routes.choose(sender().speaksMqtt5(), known);
  }

  /** The first request of a call. */
  Message request(String id, CallState.Routed to, Duration left, byte[] arguments) {
    String memoryId = to.forServiceWithoutStatus() ? Mapping.NO_MEMORY : to.memoryId();
    return to.route()
        .request(id, left, memoryId, Duration.ZERO, until(to, left), arguments, options.metadata())
        .withQos(qos(isQuick(to), to.sets()));
  }

  /**
   * Whether a request may go at QoS 0. One that is addressed may: if it is lost, it is repeated.
   * One that is sent while all services with a status are offline may not: only at QoS 1 does the
   * broker report that nobody subscribes.
   */
  private boolean isQuick(CallState.Routed to) {
    return to.memoryId() != null
        || (options.delivery() == Delivery.AT_MOST_ONCE && !to.forServiceWithoutStatus());
  }

  /**
   * The QoS of a request. While earlier change requests may be in flight, it is at least theirs, so
   * that the request does not overtake them.
   */
  private int qos(boolean quick, long setsToFollow) {
    int qos = quick && setsToFollow == 0 ? 0 : Message.DEFAULT_QOS;
    return Math.max(qos, options.delivery().leastQos());
  }

  private long until(CallState.Routed to, Duration left) {
    return to.memoryId() == null ? 0 : presence.until(to.memoryId(), left);
  }

  /**
   * A repeated request. It goes at QoS 1, so that an MQTT 5 broker reports if it does not allow the
   * request.
   *
   * @param age how long ago it was first sent
   */
  Message repetition(
      String id, CallState.Routed to, Duration age, Duration left, byte[] arguments) {
    return to.route()
        .request(id, left, to.memoryId(), age, until(to, left), arguments, options.metadata())
        .withQos(Math.max(Message.DEFAULT_QOS, options.delivery().leastQos()));
  }

  /** A request that has no reply. */
  Message oneWayRequest(byte[] arguments) {
    Availability known = presence.availability();
    boolean quick = known.memoryId() == null && options.delivery() == Delivery.AT_MOST_ONCE;
    return route(known)
        .request(
            scope.ids().next(), timeout(), null, Duration.ZERO, 0, arguments, options.metadata())
        .withQos(qos(quick, scope.sets().toFollow()));
  }
}
