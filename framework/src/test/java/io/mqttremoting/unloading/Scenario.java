package io.mqttremoting.unloading;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteError;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program that is loaded, uses every part of the library, and ends.
 *
 * <p>It does not compare records: Java 17 itself keeps a reference to the record class compared
 * last, in {@code java.lang.runtime.ObjectMethods}.
 */
public final class Scenario implements Consumer<String> {
  /** A payload. */
  public record Message(String content, List<Level> levels) {}

  /** A payload type that Jackson reads with a class of the library. */
  public enum Level {
    LOW,
    HIGH
  }

  /** A declared failure. */
  @RemoteError("refused")
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** A handler of its own. */
  interface Heard {
    void heard(Message message, int times);
  }

  @RemoteInterface
  interface Talker {
    @Property
    Message getLast();

    @Property
    void setLast(Message last);

    @Property
    Subscription onLastChanged(Consumer<Message> handler);

    @Operation
    int say(Message message) throws Refused;

    @Signal
    Subscription onSaid(Heard handler);
  }

  private static final class Service implements Talker {
    private final ObservableValue<Message> last = new ObservableValue<>(null);
    private final Listeners<Heard> said = new Listeners<>();

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
    public Subscription onSaid(Heard handler) {
      return said.add(handler);
    }

    @Override
    public int say(Message message) throws Refused {
      if (message.content().isEmpty()) {
        throw new Refused("nothing said");
      }
      said.forEach(handler -> handler.heard(message, 1));
      last.set(message);
      return message.content().length();
    }
  }

  @Override
  public void accept(String broker) {
    String content = "hello " + System.nanoTime(); // unique: the broker retains earlier values
    Message message = new Message(content, List.of(Level.HIGH));
    CountDownLatch told = new CountDownLatch(2);
    try (RemotingConnection service = connect(broker);
        RemotingConnection client = connect(broker)) {
      service.serve(new Service());
      Talker talker = client.client(Talker.class);
      talker.onSaid((heard, times) -> told.countDown());
      talker.onLastChanged(
          changed -> {
            if (changed.content().equals(content)) {
              told.countDown();
            }
          });
      check(talker.say(message) == content.length(), "the result");
      check(told.await(10, TimeUnit.SECONDS), "signal and change");
      check(talker.getLast().content().equals(content), "the value");
      try {
        talker.say(new Message("", List.of()));
        check(false, "the failure");
      } catch (Refused e) {
        check(e.getMessage().equals("nothing said"), "its message");
      }
    } catch (InterruptedException | Refused e) {
      throw new IllegalStateException(e);
    }
  }

  private static RemotingConnection connect(String broker) {
    return MqttRemoting.connection(broker).connectTimeout(Duration.ofSeconds(30)).connect();
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new IllegalStateException(what + " is wrong");
    }
  }
}
