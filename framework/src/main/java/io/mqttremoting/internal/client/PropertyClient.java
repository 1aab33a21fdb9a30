package io.mqttremoting.internal.client;

import io.mqttremoting.api.ErrorCode;
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
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A property, as all proxies of its interface on one connection see it. Thread-safe. */
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
   * @param operations makes the operations that get and set it
   * @param decoding where values are decoded that nobody has asked for
   */
  PropertyClient(
      PropertyModel model,
      InterfaceScope shared,
      OperationClients operations,
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

  /** What was received last. */
  PropertyValue value() {
    return value;
  }

  void addReceivers(Map<String, Consumer<Message>> receivers) {
    setting.operation().addReceivers(receivers);
    getting.operation().addReceivers(receivers);
  }

  /** Asks the service for a change. */
  void set(ProxyScope caller, Object changed) {
    caller.checkOpen(name());
    byte[] payload;
    try {
      payload = codec.encode(changed);
    } catch (IllegalArgumentException e) {
      throw failures.of(ErrorCode.INVALID_ARGUMENT, e.getMessage(), e);
    }
    sender.sendSet(
        failures, new Message(setTopic, payload, Message.DEFAULT_QOS, false), sendTimeout);
  }

  /** Asks the service for a change, and to say what came of it. */
  CompletableFuture<Object> setConfirmed(ProxyScope caller, Object changed) {
    return setting.callAsync(caller, new Object[] {name(), changed});
  }

  /** Asks the service for the value that it has. */
  CompletableFuture<Object> fetch(ProxyScope caller) {
    return getting.callAsync(caller, new Object[] {name()});
  }
}
