package io.mqttremoting.internal.client;

import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.SignalModel;
import io.mqttremoting.internal.wire.Message;

/** A signal, shared by all proxies of its interface on one connection. Thread-safe. */
final class SignalClient {
  private final JsonArgumentsCodec codec;
  private final Handlers handlers;
  private final LogLimit log;

  SignalClient(SignalModel model, JsonCodec json, LogLimit log) {
    this.log = log;
    this.codec = json.arguments(model.handler().parameters());
    this.handlers = new Handlers(model.name(), false);
  }

  Handlers handlers() {
    return handlers;
  }

  /** Takes a signal; called by the MQTT library. */
  void receive(Message message) {
    handlers.deliver(new Received<>(message, codec::decode, null, log));
  }
}
