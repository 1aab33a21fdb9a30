package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.util.function.Consumer;

/** The interface in the access control list that is shipped, with a member of each kind. */
@RemoteInterface(module = "io.world", name = "Hello")
interface IHello {
  @Property
  String getLast();

  @Property
  void setLast(String last);

  @Property
  Subscription onLastChanged(Consumer<String> handler);

  @Operation
  String say(String message);

  @Signal
  Subscription onJustSaid(Consumer<String> handler);

  /** Returns what it receives. */
  final class Hello implements IHello {
    private final ObservableValue<String> last = new ObservableValue<>("");
    private final Listeners<Consumer<String>> justSaid = new Listeners<>();

    @Override
    public String getLast() {
      return last.get();
    }

    @Override
    public void setLast(String message) {
      last.set(message);
    }

    @Override
    public Subscription onLastChanged(Consumer<String> handler) {
      return last.onChange(handler);
    }

    @Override
    public Subscription onJustSaid(Consumer<String> handler) {
      return justSaid.add(handler);
    }

    @Override
    public String say(String message) {
      last.set(message);
      justSaid.forEach(handler -> handler.accept(message));
      return message;
    }
  }
}
