package compatibility;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteError;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A service and a client, each compiled and run with a version of the library of its own: {@code
 * Peer serve|call URI MQTT_5|MQTT_3_1_1}. It uses what both versions have.
 */
public final class Peer {
  public record Colour(int red, String name) {}

  @RemoteError("broken")
  public static class BrokenException extends Exception {
    private static final long serialVersionUID = 1L;

    public BrokenException(String message) {
      super(message);
    }
  }

  @RemoteInterface(module = "compatibility", name = "Lamp")
  public interface ILamp {
    @Property
    Colour getColour();

    @Property
    void setColour(Colour colour);

    @Property
    Subscription onColourChanged(Consumer<Colour> handler);

    @Property
    int getLevel();

    @Property
    CompletableFuture<Integer> setLevel(int level);

    @Property
    Subscription onLevelChanged(Consumer<Integer> handler);

    @Operation
    int sum(List<Integer> numbers, Colour colour);

    @Operation
    void fail(String reason) throws BrokenException;

    @Operation
    void refuse();

    /** Takes so long that the client repeats the request, and returns how often it was executed. */
    @Operation
    int slow() throws InterruptedException;

    @Operation
    void stop();

    @Signal
    Subscription onBlinked(BiConsumer<String, Integer> handler);
  }

  static final class Lamp implements ILamp {
    final CountDownLatch stopped = new CountDownLatch(1);
    private final ObservableValue<Colour> colour = new ObservableValue<>(new Colour(1, "dark"));
    private final ObservableValue<Integer> level = new ObservableValue<>(7);
    private final Listeners<BiConsumer<String, Integer>> blinked = new Listeners<>();
    private final AtomicInteger slow = new AtomicInteger();

    @Override
    public Colour getColour() {
      return colour.get();
    }

    @Override
    public void setColour(Colour value) {
      colour.set(value);
    }

    @Override
    public Subscription onColourChanged(Consumer<Colour> handler) {
      return colour.onChange(handler);
    }

    @Override
    public int getLevel() {
      return level.get();
    }

    @Override
    public CompletableFuture<Integer> setLevel(int value) {
      level.set(Math.min(value, 100));
      return CompletableFuture.completedFuture(level.get());
    }

    @Override
    public Subscription onLevelChanged(Consumer<Integer> handler) {
      return level.onChange(handler);
    }

    @Override
    public int sum(List<Integer> numbers, Colour colour) {
      blinked.forEach(handler -> handler.accept(colour.name(), numbers.size()));
      return numbers.stream().mapToInt(Integer::intValue).sum() + colour.red();
    }

    @Override
    public void fail(String reason) throws BrokenException {
      throw new BrokenException(reason);
    }

    @Override
    public void refuse() {
      throw new IllegalStateException("not now");
    }

    @Override
    public int slow() throws InterruptedException {
      Thread.sleep(1700); // requests are repeated after 0.5 s and 1.5 s
      return slow.incrementAndGet();
    }

    @Override
    public void stop() {
      stopped.countDown();
    }

    @Override
    public Subscription onBlinked(BiConsumer<String, Integer> handler) {
      return blinked.add(handler);
    }
  }

  public static void main(String[] arguments) throws Exception {
    try (RemotingConnection connection =
        MqttRemoting.connection(arguments[1])
            .clientId("lamp-" + arguments[0])
            .callTimeout(Duration.ofSeconds(20))
            .mqttVersion(MqttVersion.valueOf(arguments[2]))
            .connect()) {
      if (arguments[0].equals("serve")) {
        Lamp lamp = new Lamp();
        connection.serve(lamp);
        System.out.println("serving");
        lamp.stopped.await();
      } else {
        call(connection);
        System.out.println("passed");
      }
    }
  }

  private static void call(RemotingConnection connection) throws Exception {
    ILamp lamp = connection.client(ILamp.class);
    ClientHandle handle = ClientHandle.of(lamp);
    check("is available", true, handle.awaitAvailable(Duration.ofSeconds(10)));
    check("the first value", new Colour(1, "dark"), lamp.getColour());
    BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    lamp.onColourChanged(told::add);
    lamp.onBlinked((name, number) -> told.add(name + " " + number));

    lamp.setColour(new Colour(2, "red"));
    check("a change", new Colour(2, "red"), told.poll(10, TimeUnit.SECONDS));
    check("a confirmed write", 100, lamp.setLevel(300).get(10, TimeUnit.SECONDS));
    check("the value after it", 100, lamp.getLevel());
    check("a result", 9, lamp.sum(List.of(1, 2, 3), new Colour(3, "blue")));
    check("a signal", "blue 3", told.poll(10, TimeUnit.SECONDS));
    try {
      lamp.fail("why");
      throw new AssertionError("no BrokenException");
    } catch (BrokenException e) {
      check("a declared error", "why", e.getMessage());
    }
    try {
      lamp.refuse();
      throw new AssertionError("no RemotingException");
    } catch (RemotingException e) {
      check("a code", ErrorCode.FAILED_PRECONDITION, e.code());
      check("its reason", "not now", e.reason());
    }
    check("the executions of a repeated request", 1, lamp.slow());

    CountDownLatch gone = new CountDownLatch(1);
    handle.onAvailabilityChanged(
        available -> {
          if (!available) {
            gone.countDown();
          }
        });
    lamp.stop();
    check("goes offline", true, gone.await(10, TimeUnit.SECONDS));
  }

  private static void check(String what, Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError(what + ": expected " + expected + ", got " + actual);
    }
  }
}
