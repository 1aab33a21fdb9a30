package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;

/**
 * What all calls to one operation share, and the messages that they make of it.
 *
 * @param failures words what calls end with that have no reply
 * @param timeout how long callers wait
 */
record CallTerms(
    CallScope scope,
    Presence presence,
    CallFailures failures,
    Routes routes,
    Duration timeout,
    Delivery delivery) {

  CallSender sender() {
    return scope.sender();
  }

  CallThreads threads() {
    return scope.threads();
  }

  /** To whom a call goes, by what is known. */
  CallState.Addressed address(Availability known) {
    return new CallState.Addressed(
        route(known), known.memory(), known.allLeft(), scope.sets().toFollow());
  }

  Route route(Availability known) {
    return routes.choose(sender().speaksMqtt5(), known);
  }

  /** The first request of a call. */
  Message request(String id, CallState.Addressed to, Duration left, byte[] arguments) {
    String memory = to.forOthers() ? Mapping.NO_MEMORY : to.memory();
    return to.route()
        .request(id, left, memory, Duration.ZERO, until(to, left), arguments)
        .withQos(qos(isQuick(to), to.sets()));
  }

  /**
   * Whether a request may be lost: if it is repeated, that does not matter. One for a service that
   * has left without a word goes at QoS 1, so that the broker tells if nobody listens.
   */
  private boolean isQuick(CallState.Addressed to) {
    return to.memory() != null || (delivery == Delivery.AT_MOST_ONCE && !to.forOthers());
  }

  /** A request goes as the changes of properties do that it follows, lest it overtakes them. */
  private int qos(boolean quick, long setsToFollow) {
    int qos = quick && setsToFollow == 0 ? 0 : Message.DEFAULT_QOS;
    return Math.max(qos, delivery.leastQos());
  }

  private long until(CallState.Addressed to, Duration left) {
    return to.memory() == null ? 0 : presence.until(to.memory(), left);
  }

  /**
   * A request that is sent again. At QoS 1, for then a broker of MQTT 5 says if it does not allow
   * it.
   *
   * @param age how long ago it was sent first
   */
  Message repetition(
      String id, CallState.Addressed to, Duration age, Duration left, byte[] arguments) {
    return to.route()
        .request(id, left, to.memory(), age, until(to, left), arguments)
        .withQos(Math.max(Message.DEFAULT_QOS, delivery.leastQos()));
  }

  /** A request that nobody answers. */
  Message oneWayRequest(byte[] arguments) {
    Availability known = presence.availability();
    boolean quick = known.memory() == null && delivery == Delivery.AT_MOST_ONCE;
    return route(known)
        .request(scope.ids().next(), timeout, null, Duration.ZERO, 0, arguments)
        .withQos(qos(quick, scope.sets().toFollow()));
  }
}
