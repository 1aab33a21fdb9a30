package io.mqttremoting.internal.service;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.internal.model.WireName;
import io.mqttremoting.internal.service.request.CallPolicy;
import io.mqttremoting.internal.service.request.RequestOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * The options that a user chooses for serving. Immutable: each {@code with…} method returns a
 * changed copy.
 *
 * @param group the name of the group whose members share the requests; empty for no group
 * @param calls what the user adds to the execution of calls
 * @param futureTimeout how long the future of an operation may take if the caller states no timeout
 * @param ownReplyTopicsOnly whether replies are sent only to the interface's own reply topics
 * @param delivery how replies are sent unless the operation specifies it; {@code AUTO} for the
 *     delivery of the connection
 * @param wireName overrides the module and name of the interfaces on the wire
 */
public record ServingOptions(
    Optional<String> group,
    CallPolicy calls,
    Duration futureTimeout,
    boolean ownReplyTopicsOnly,
    Delivery delivery,
    WireName wireName) {
  /** The defaults. */
  public static final ServingOptions DEFAULTS =
      new ServingOptions(
          Optional.empty(),
          CallPolicy.DEFAULTS,
          Duration.ofMinutes(5),
          false,
          Delivery.AUTO,
          WireName.DECLARED);

  /** Returns these options with this group. */
  public ServingOptions withGroup(String name) {
    return new ServingOptions(
        Optional.of(name), calls, futureTimeout, ownReplyTopicsOnly, delivery, wireName);
  }

  /** Returns these options with this policy for calls. */
  public ServingOptions withCalls(CallPolicy policy) {
    return new ServingOptions(group, policy, futureTimeout, ownReplyTopicsOnly, delivery, wireName);
  }

  /** Returns these options with this timeout for futures. */
  public ServingOptions withFutureTimeout(Duration timeout) {
    return new ServingOptions(group, calls, timeout, ownReplyTopicsOnly, delivery, wireName);
  }

  /** Returns these options, so that replies are sent only to the interface's own reply topics. */
  public ServingOptions withOwnReplyTopicsOnly() {
    return new ServingOptions(group, calls, futureTimeout, true, delivery, wireName);
  }

  /** Returns these options with this delivery of replies. */
  public ServingOptions withDelivery(Delivery chosen) {
    return new ServingOptions(group, calls, futureTimeout, ownReplyTopicsOnly, chosen, wireName);
  }

  /** Returns these options with this wire name. */
  public ServingOptions withWireName(WireName name) {
    return new ServingOptions(group, calls, futureTimeout, ownReplyTopicsOnly, delivery, name);
  }

  /**
   * Returns the options for requests.
   *
   * @param ofConnection the delivery of the connection, used if {@link #delivery} is {@code AUTO}
   */
  RequestOptions forRequests(Delivery ofConnection) {
    return new RequestOptions(
        delivery.orElse(ofConnection), futureTimeout, calls, ownReplyTopicsOnly);
  }
}
