package io.mqttremoting.internal.service.value;

import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.model.SignalModel;
import java.util.function.Consumer;

/** Publishes the signals of one service. Thread-safe. */
final class SignalPublisher {
  private final ServedObject served;
  private final Publications publications;

  SignalPublisher(ServedObject served, Publications publications) {
    this.served = served;
    this.publications = publications;
  }

  /** Returns a publisher of this signal, which takes the arguments of the signal. */
  Consumer<Object[]> of(SignalModel signal) {
    String name = signal.name();
    String topic = served.topics().signal(name);
    JsonArgumentsCodec codec = served.json().arguments(signal.handler().parameters());
    return arguments ->
        publications.publish(
            name,
            topic,
            encode(name, codec, arguments),
            false,
            publications.besideSignal(name, arguments));
  }

  private byte[] encode(String signal, JsonArgumentsCodec codec, Object[] arguments) {
    try {
      return codec.encode(arguments);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          served.id() + "." + signal + ": this signal is not published: " + e.getMessage(), e);
    }
  }
}
