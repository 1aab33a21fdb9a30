package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.TestBroker;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * When a client is made, or is told that it is connected, it already has the values and statuses
 * that the broker retains, even if there are more than a broker sends without acknowledgements.
 */
class FirstValuesTest {
  private static final int PROPERTIES = 60;
  private static final int ROUNDS = 10;
  private static final Class<?> TYPE = type();

  @RegisterExtension private final Opened opened = new Opened();

  /** An interface with properties of the names p0, p1, and so on. */
  private static Class<?> type() {
    AnnotationDescription property = AnnotationDescription.Builder.ofType(Property.class).build();
    DynamicType.Builder<?> builder =
        new ByteBuddy()
            .makeInterface()
            .name("io.world.ManyValues")
            .annotateType(AnnotationDescription.Builder.ofType(RemoteInterface.class).build());
    TypeDescription.Generic handler =
        TypeDescription.Generic.Builder.parameterizedType(Consumer.class, Integer.class).build();
    for (int i = 0; i < PROPERTIES; i++) {
      builder =
          builder
              .defineMethod("getP" + i, int.class, Visibility.PUBLIC)
              .withoutCode()
              .annotateMethod(property)
              .defineMethod("onP" + i + "Changed", Subscription.class, Visibility.PUBLIC)
              .withParameters(handler)
              .withoutCode()
              .annotateMethod(property);
    }
    try (DynamicType.Unloaded<?> made = builder.make()) {
      return made.load(FirstValuesTest.class.getClassLoader(), ClassLoadingStrategy.Default.WRAPPER)
          .getLoaded();
    }
  }

  @RemoteInterface(module = "io.test", name = "Adder")
  interface IAdder {
    @Operation
    int add(int one, int other);
  }

  private static final class Values {
    private final Map<String, ObservableValue<Integer>> values = new HashMap<>();

    Values() {
      for (int i = 0; i < PROPERTIES; i++) {
        values.put("P" + i, new ObservableValue<>(0));
      }
    }

    void setAll(int value) {
      values.values().forEach(each -> each.set(value));
    }

    @SuppressWarnings("unchecked")
    Object implementation() {
      return java.lang.reflect.Proxy.newProxyInstance(
          TYPE.getClassLoader(),
          new Class<?>[] {TYPE},
          (proxy, method, arguments) -> {
            String name = method.getName();
            if (name.startsWith("get")) {
              return values.get(name.substring(3)).get();
            }
            if (name.endsWith("Changed")) {
              String property = name.substring(2, name.length() - "Changed".length());
              return values.get(property).onChange((Consumer<Integer>) arguments[0]);
            }
            return name.equals("toString") ? "values" : null;
          });
    }
  }

  private static List<Integer> read(Object client) {
    List<Integer> read = new ArrayList<>();
    for (Method method : TYPE.getMethods()) {
      if (method.getName().startsWith("get")) {
        try {
          read.add((Integer) method.invoke(client));
        } catch (ReflectiveOperationException e) {
          throw new LinkageError(e.getMessage(), e);
        }
      }
    }
    return read;
  }

  private static List<Integer> all(int value) {
    Integer[] all = new Integer[PROPERTIES];
    Arrays.fill(all, value);
    return List.of(all);
  }

  private static ConnectionBuilder connection(TestBroker broker, MqttVersion version) {
    return Combination.connection(broker.uri(), Optional.of(version));
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void whenAClientIsMade(MqttVersion version) {
    TestBroker broker = opened.closedLater(Mosquitto.start("set_tcp_nodelay true"));
    Values values = new Values();
    values.setAll(7);
    opened.closedLater(connection(broker, version).connect()).serve(values.implementation());
    RemotingConnection connection = opened.closedLater(connection(broker, version).connect());
    for (int i = 0; i < ROUNDS; i++) {
      Object client = connection.client(TYPE);
      assertEquals(all(7), read(client), "round " + i);
      assertTrue(ClientHandle.of(client).isAvailable(), "round " + i);
      ClientHandle.of(client).close();
    }
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void whenAConnectionIsMadeOrMadeAgain(MqttVersion version) throws InterruptedException {
    TestBroker broker = opened.closedLater(Mosquitto.start("set_tcp_nodelay true"));
    FaultyWire wire = opened.closedLater(new FaultyWire(broker.uri(), "wire"));
    Values values = new Values();
    opened.closedLater(connection(broker, version).connect()).serve(values.implementation());
    RemotingConnection connection =
        opened.closedLater(
            Combination.connection(wire.uri(), Optional.of(version))
                .reconnectDelays(Duration.ofMillis(1), Duration.ofMillis(50))
                .build());
    Object client = connection.client(TYPE);
    BlockingQueue<List<Integer>> read = new LinkedBlockingQueue<>();
    BlockingQueue<Boolean> available = new LinkedBlockingQueue<>();
    Object observer = opened.closedLater(connection(broker, version).connect()).client(TYPE);
    values.setAll(1);
    Await.equal(all(1), () -> read(observer)); // so that the broker has them
    connection.connect();
    assertEquals(all(1), read(client));
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    connection.onStateChanged(
        event -> {
          if (event.state() == ConnectionState.CONNECTED) {
            available.add(ClientHandle.of(client).isAvailable());
            read.add(read(client));
          }
        });
    for (int i = 2; i < ROUNDS; i++) {
      wire.stall(Duration.ofSeconds(10)); // so that nothing arrives before the reconnect
      values.setAll(i);
      Await.equal(all(i), () -> read(observer)); // so that the broker has them
      wire.drop();
      assertEquals(all(i), Await.next(read), "round " + i);
      assertTrue(Await.next(available), "round " + i);
    }
  }

  /**
   * The pattern of the README's test, which leaves the statuses of each round at the broker. If the
   * client did not wait for what the broker retains, calls would fail now and then with {@code
   * UNAVAILABLE: the service has left}. The broker in users' tests speaks only MQTT 3.1.1, whether
   * or not the connection tries MQTT 5 first. {@code -Dpattern.rounds=10000} does it more often
   * than the build.
   */
  @ParameterizedTest(name = "{0}, MQTT {1}")
  @CsvSource({"MOQUETTE,", "MOQUETTE, MQTT_3_1_1", "MOQUETTE_5, MQTT_5"})
  void connectServeCallClose(BrokerKind kind, MqttVersion version) {
    int all = Integer.getInteger("pattern.rounds", System.getenv("CI") == null ? 20 : 200);
    int brokers = Math.max(1, Math.min(20, all / 5)); // at once: Paho sleeps 300 ms in each connect
    int rounds = all / brokers;
    List<CompletableFuture<List<String>>> runs = new ArrayList<>();
    for (int i = 0; i < brokers; i++) {
      runs.add(
          CompletableFuture.supplyAsync(
              () -> connectServeCallClose(kind, Optional.ofNullable(version), rounds),
              task -> new Thread(task, "rounds").start()));
    }
    List<String> failures = runs.stream().flatMap(run -> run.join().stream()).toList();
    assertEquals(List.of(), failures, "of " + rounds * brokers);
  }

  private static List<String> connectServeCallClose(
      BrokerKind kind, Optional<MqttVersion> version, int rounds) {
    List<String> failures = new ArrayList<>();
    try (TestBroker broker = kind.start()) {
      for (int i = 0; i < rounds; i++) {
        try (RemotingConnection connection =
            Combination.connection(broker.uri(), version).connect()) {
          connection.serve((IAdder) Integer::sum);
          assertEquals(3, connection.client(IAdder.class).add(1, 2));
        } catch (RuntimeException e) {
          failures.add("round " + i + ": " + e);
        }
      }
    }
    return failures;
  }
}
