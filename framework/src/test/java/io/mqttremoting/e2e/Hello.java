package io.mqttremoting.e2e;

import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The implementation, which knows nothing of MQTT. */
class Hello implements IHello {
  final ObservableValue<Message> last = new ObservableValue<>(new Message(""));
  final Listeners<Consumer<Message>> justSaid = new Listeners<>();
  final AtomicInteger said = new AtomicInteger();

  @Override
  public Message getLast() {
    return last.get();
  }

  @Override
  public void setLast(Message value) {
    last.set(value);
  }

  @Override
  public Subscription onLastChanged(Consumer<Message> handler) {
    return last.onChange(handler);
  }

  @Override
  public Subscription onJustSaid(Consumer<Message> handler) {
    return justSaid.add(handler);
  }

  @Override
  public int say(Message msg, When when) throws RefusedException {
    if (when == When.NEVER) {
      throw new RefusedException("never is never");
    }
    setLast(msg);
    justSaid.forEach(handler -> handler.accept(msg));
    return said.incrementAndGet();
  }
}
