package io.mqttremoting.internal.client;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.RemoteCall.Kind;
import io.mqttremoting.api.RemoteReply;
import io.mqttremoting.internal.client.call.CallFailures;
import io.mqttremoting.internal.client.call.OneWay;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.model.InternalOperations;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A property, shared by all proxies of its interface on one connection. Thread-safe. */
final class PropertyClient {
  private final CallFailures failures;
  private final JsonValueCodec codec;
  private final PropertyValue value;
  private final String setTopic;
  private final OneWay sender;
  private final Duration sendTimeout;
  private final OperationClient setting;
  private final OperationClient getting;

  /**
   * The property of {@code model}.
   *
   * @param operations creates the operations that get and set it
   * @param decoding the queue in which values are decoded that nobody has read
   */
  PropertyClient(
      PropertyModel model,
      InterfaceScope shared,
      OperationClientFactory operations,
      BoundedQueue decoding) {
    this.failures = shared.failures(model.name());
    this.codec = operations.settings().json().value(model.type());
    this.value = new PropertyValue(model, codec, decoding, shared.messageLog());
    this.setTopic = new Topics(shared.id()).set(model.name());
    this.sender = operations.oneWay();
    this.sendTimeout = operations.settings().timeout();
    this.setting = operations.of(InternalOperations.set(model), model.name());
    this.getting = operations.of(InternalOperations.get(model), model.name());
  }

  String name() {
    return failures.member();
  }

  /** The value that was received last. */
  PropertyValue value() {
    return value;
  }

  void addReceivers(Map<String, Consumer<Message>> receivers) {
    setting.operation().addReceivers(receivers);
    getting.operation().addReceivers(receivers);
  }

  /** Sends a change request, without waiting for what comes of it. */
  void set(ProxyScope caller, Object changed) {
    set(caller, changed, Metadata.empty(), sendTimeout);
  }

  private void set(ProxyScope caller, Object changed, Metadata metadata, Duration patience) {
    caller.checkOpen(name());
    byte[] payload;
    try {
      payload = codec.encode(changed);
    } catch (IllegalArgumentException e) {
      throw failures.of(ErrorCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
    }
    sender.sendSet(
        failures,
        new Message(setTopic, payload, Message.DEFAULT_QOS, false, Message.Properties.of(metadata)),
        patience);
  }

  /** What interceptors run around when a change request is sent. */
  InterceptedCalls.Target setTarget(ProxyScope caller, Object changed) {
    return new InterceptedCalls.Target(
        Kind.SET,
        failures,
        void.class,
        sendTimeout,
        (call, left) -> {
          set(caller, changed, call.metadata(), left);
          return CompletableFuture.completedFuture(RemoteReply.of(null));
        });
  }

  /**
   * Sends a change request; the future completes when the service has replied whether it made the
   * change.
   *
   * @param timeout how long to wait; empty for the time of the connection
   */
  CompletableFuture<Object> setConfirmed(
      ProxyScope caller, Object changed, Optional<Duration> timeout) {
    return setting
        .with(timeout)
        .callAsync(Kind.CONFIRMED_SET, caller, new Object[] {name(), changed}, changed);
  }

  /**
   * Asks the service for the current value.
   *
   * @param timeout how long to wait; empty for the time of the connection
   */
  CompletableFuture<Object> fetch(ProxyScope caller, Optional<Duration> timeout) {
    return getting.with(timeout).callAsync(Kind.FETCH, caller, new Object[] {name()});
  }
}
