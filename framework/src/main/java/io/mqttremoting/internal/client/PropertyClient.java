package io.mqttremoting.internal.client;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.model.InternalOperations;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.wire.Message;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A property, as all proxies of its interface on one connection see it. Thread-safe. */
final class PropertyClient {
  private final ClientEndpoint endpoint;
  private final PropertyModel model;
  private final JsonValueCodec codec;
  private final String setTopic;
  private final Handlers handlers;
  private final Object initialValue;
  private final OperationClient setting;
  private final OperationClient getting;
  private volatile Received<Object[]> latest;

  PropertyClient(ClientEndpoint endpoint, PropertyModel model, Clients clients) {
    this.endpoint = endpoint;
    this.model = model;
    this.codec = clients.json().value(model.type());
    this.setTopic = endpoint.topics().set(model.name());
    this.handlers = new Handlers(model.name(), model.changeHandler().orElse(null), true);
    this.initialValue = initialValue(model);
    this.setting =
        new OperationClient(endpoint, InternalOperations.set(model), model.name(), clients);
    this.getting =
        new OperationClient(endpoint, InternalOperations.get(model), model.name(), clients);
  }

  private static Object initialValue(PropertyModel model) {
    return model.type() instanceof Class<?> type && type.isPrimitive()
        ? Array.get(Array.newInstance(type, 1), 0)
        : null;
  }

  String name() {
    return model.name();
  }

  void addReceivers(Map<String, Consumer<Message>> receivers) {
    setting.addReceivers(receivers);
    getting.addReceivers(receivers);
  }

  Handlers handlers() {
    return handlers;
  }

  /** The last good value received; before any, Java's default for the type. */
  Object get() {
    Received<Object[]> received = latest;
    Object[] value = received == null ? null : received.value();
    return value == null ? initialValue : value[0];
  }

  /** Asks the service for a change. */
  void set(ClientInstance caller, Object value) {
    caller.checkOpen(model.name());
    byte[] payload;
    try {
      payload = codec.encode(value);
    } catch (IllegalArgumentException e) {
      throw new RemotingException(
          ErrorCode.INVALID_ARGUMENT, endpoint.id(), model.name(), e.getMessage(), e);
    }
    endpoint.sendSet(model.name(), new Message(setTopic, payload, Message.DEFAULT_QOS, false));
  }

  /** Asks the service for a change, and to say what came of it. */
  CompletableFuture<Object> setConfirmed(ClientInstance caller, Object value) {
    return setting.callAsync(caller, new Object[] {model.name(), value});
  }

  /** Asks the service for the value that it has. */
  CompletableFuture<Object> fetch(ClientInstance caller) {
    return getting.callAsync(caller, new Object[] {model.name()});
  }

  /**
   * Takes a value. One that is spelled like the last is no change: a service publishes all values
   * again whenever it connects. Called by the MQTT library, one message at a time.
   */
  synchronized void receive(Message message) {
    Received<Object[]> before = latest;
    if (before != null && Arrays.equals(before.payload(), message.payload())) {
      return;
    }
    boolean decodedLater =
        (!handlers.isEmpty() && (before == null || !before.isUndecoded()))
            || endpoint.decodeLater(message.payload().length, this::decodeLatest);
    Received<Object[]> received =
        new Received<>(
            message.topic(),
            message.payload(),
            payload -> new Object[] {codec.decode(payload)},
            before == null || decodedLater ? before : before.lastDecoded(),
            endpoint.messageLog());
    latest = received;
    handlers.deliver(received);
  }

  /** Decodes the latest value, so that a bad one is logged. */
  private void decodeLatest() {
    Received<Object[]> received;
    synchronized (this) { // not before receive() has set it
      received = latest;
    }
    received.isGood();
  }
}
