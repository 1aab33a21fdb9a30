package io.mqttremoting.internal.service;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.internal.model.WireName;
import io.mqttremoting.internal.service.request.RequestOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * What a user chooses for what is served. Immutable: each {@code with…} returns changed options.
 *
 * @param group among whose members the requests are distributed; empty if there is one alone
 * @param tellInternalErrors whether callers get the messages of exceptions that nobody announced
 * @param futureTimeout how long the future of an operation may take for a caller that does not say
 *     how long it waits
 * @param ownReplyTopicsOnly whether requests are answered on the interface's own reply topics only
 * @param delivery how replies travel, unless the operation says it; {@code AUTO}: as the connection
 * @param wireName by which the interfaces go on the wire
 */
public record ServingOptions(
    Optional<String> group,
    boolean tellInternalErrors,
    Duration futureTimeout,
    boolean ownReplyTopicsOnly,
    Delivery delivery,
    WireName wireName) {
  /** Those of a user who chooses nothing. */
  public static final ServingOptions DEFAULTS =
      new ServingOptions(
          Optional.empty(), false, Duration.ofMinutes(5), false, Delivery.AUTO, WireName.DECLARED);

  /** These, in the group of this name. */
  public ServingOptions withGroup(String name) {
    return new ServingOptions(
        Optional.of(name),
        tellInternalErrors,
        futureTimeout,
        ownReplyTopicsOnly,
        delivery,
        wireName);
  }

  /** These, with the messages of all exceptions told. */
  public ServingOptions withInternalErrorsTold() {
    return new ServingOptions(group, true, futureTimeout, ownReplyTopicsOnly, delivery, wireName);
  }

  /** These, with this time for futures. */
  public ServingOptions withFutureTimeout(Duration timeout) {
    return new ServingOptions(
        group, tellInternalErrors, timeout, ownReplyTopicsOnly, delivery, wireName);
  }

  /** These, with answers on the interface's own reply topics only. */
  public ServingOptions withOwnReplyTopicsOnly() {
    return new ServingOptions(group, tellInternalErrors, futureTimeout, true, delivery, wireName);
  }

  /** These, with replies that travel so. */
  public ServingOptions withDelivery(Delivery chosen) {
    return new ServingOptions(
        group, tellInternalErrors, futureTimeout, ownReplyTopicsOnly, chosen, wireName);
  }

  /** These, under this name. */
  public ServingOptions withWireName(WireName name) {
    return new ServingOptions(
        group, tellInternalErrors, futureTimeout, ownReplyTopicsOnly, delivery, name);
  }

  /** How requests are answered on a connection whose messages travel so in general. */
  RequestOptions forRequests(Delivery ofConnection) {
    return new RequestOptions(
        delivery.orElse(ofConnection), futureTimeout, tellInternalErrors, ownReplyTopicsOnly);
  }
}
