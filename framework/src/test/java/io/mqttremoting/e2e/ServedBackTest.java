package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.InvocationHandlerAdapter;
import net.bytebuddy.matcher.ElementMatchers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Serving a client of the same interface on the same broker is refused: it would receive its own
 * messages in an endless loop.
 */
class ServedBackTest {
  private static Rig rig;
  private static RemotingConnection connection;

  @RemoteInterface(module = "io.test.loops", name = "Plain")
  interface IPlain {
    @Operation
    int add(int number);
  }

  @BeforeAll
  static void open() {
    rig = new Rig();
    connection = rig.connect("both");
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  private static <T> void assertRefused(
      String id, RemotingConnection serving, Class<T> type, UnaryOperator<T> wrapping) {
    T client = wrapping.apply(connection.client(type));
    assertEquals(
        id
            + ": the implementation is a client of this interface on the same broker, to which all"
            + " that it publishes would come back; serve an implementation of your own, or a client"
            + " on another broker",
        assertThrows(IllegalArgumentException.class, () -> serving.serve(client)).getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> serving.serve(type, client, ServiceOptions.defaults()));
  }

  @Test
  void clientIsNotServedBack() {
    assertRefused("io.world/Hello", connection, IHello.class, client -> client);
    assertRefused("io.test.loops/Plain", connection, IPlain.class, client -> client);
  }

  @Test
  void clientIsNotServedBackOnAnotherConnectionToTheBroker() {
    RemotingConnection other = rig.connect("other");
    assertRefused("io.world/Hello", other, IHello.class, client -> client);
    assertRefused("io.test.loops/Plain", other, IPlain.class, client -> client);
  }

  @Test
  void clientIsNotServedBackBehindAProxyOfJava() {
    assertRefused("io.world/Hello", connection, IHello.class, c -> javaProxy(IHello.class, c));
    assertRefused("io.test.loops/Plain", connection, IPlain.class, c -> javaProxy(IPlain.class, c));
  }

  @Test
  void clientIsNotServedBackBehindTwoProxies() {
    assertRefused(
        "io.world/Hello",
        connection,
        IHello.class,
        c -> javaProxy(IHello.class, generatedProxy(IHello.class, c)));
  }

  @Test
  void clientIsNotServedBackBehindAGeneratedClass() {
    assertRefused("io.world/Hello", connection, IHello.class, c -> generatedProxy(IHello.class, c));
    assertRefused(
        "io.test.loops/Plain", connection, IPlain.class, c -> generatedProxy(IPlain.class, c));
  }

  @Test
  void clientIsNotServedBackBehindAClassThatPassesItsHandlersOn() {
    IHello client = connection.client(IHello.class);
    Hello passingOn =
        new Hello() {
          @Override
          public Subscription onJustSaid(Consumer<Message> handler) {
            return client.onJustSaid(handler);
          }
        };
    assertThrows(IllegalArgumentException.class, () -> connection.serve(passingOn));
  }

  @Test
  void implementationMayBeAClientOfItsOwnInterface() {
    IHello client = connection.client(IHello.class);
    Hello listening =
        new Hello() {
          @Override
          public Subscription onJustSaid(Consumer<Message> handler) {
            client.onJustSaid(justSaid -> said.incrementAndGet());
            return super.onJustSaid(handler);
          }

          @Override
          public String toString() {
            throw new IllegalStateException("is not asked for its name by others");
          }
        };
    connection.serve(listening).close();
  }

  @Test
  void clientOfOneBrokerIsServedOnAnother() throws RefusedException {
    try (Rig other = new Rig()) {
      other.connect("server").serve(new Hello());
      IHello far = other.connect("bridge").client(IHello.class);
      ServiceHandle bridge = connection.serve(far);
      IHello near = rig.connect("caller").client(IHello.class);
      assertEquals(1, near.say(new Message("over the bridge"), When.NOW));
      Await.equal(new Message("over the bridge"), near::getLast);
      bridge.close();
    }
  }

  private static <T> T javaProxy(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, passingOn(target)));
  }

  /** A class such as CGLIB generates. */
  private static <T> T generatedProxy(Class<T> type, T target) {
    try {
      return type.cast(
          new ByteBuddy()
              .subclass(Object.class)
              .implement(type)
              .name(type.getName() + "$Generated" + target.hashCode())
              .method(ElementMatchers.any())
              .intercept(InvocationHandlerAdapter.of(passingOn(target)))
              .make()
              .load(
                  type.getClassLoader(),
                  ClassLoadingStrategy.UsingLookup.of(MethodHandles.lookup()))
              .getLoaded()
              .getDeclaredConstructor()
              .newInstance());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static InvocationHandler passingOn(Object target) {
    return (proxy, method, arguments) -> method.invoke(target, arguments);
  }
}
