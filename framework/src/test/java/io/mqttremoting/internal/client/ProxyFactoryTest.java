package io.mqttremoting.internal.client;

import static io.mqttremoting.internal.client.TestProxies.proxy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.lang.reflect.InvocationHandler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class ProxyFactoryTest {
  private final List<String> calls = new ArrayList<>();

  /** Records each call, and returns {@code result}. */
  private InvocationHandler answering(Object result) {
    return (proxy, method, args) -> {
      calls.add(method.getName() + (args == null ? "[]" : Arrays.deepToString(args)));
      return result;
    };
  }

  @RemoteInterface
  interface Greeter {
    @Operation
    String greet(String name);
  }

  @RemoteInterface
  interface RedeclaresObject {
    @Override
    boolean equals(Object other);

    @Override
    int hashCode();

    @Override
    String toString();
  }

  @Test
  void proxyIsEqualToItselfAlone() {
    Greeter one = proxy(Greeter.class, answering(null));
    Greeter other = proxy(Greeter.class, answering(null));

    assertTrue(one.equals(one));
    assertNotEquals(one, other);
    assertNotEquals(one, null);
    assertEquals(System.identityHashCode(one), one.hashCode());
    assertEquals(2, new HashSet<>(List.of(one, other)).size());
    assertEquals(List.of(), calls, "nothing of that is remote");
  }

  @Test
  void methodsOfObjectStayLocalWhereTheInterfaceRepeatsThem() {
    RedeclaresObject one = proxy(RedeclaresObject.class, answering(null));

    assertTrue(one.equals(one));
    assertNotEquals(one, proxy(RedeclaresObject.class, answering(null)));
    assertEquals(System.identityHashCode(one), one.hashCode());
    assertEquals("the identity", one.toString());
  }

  @Test
  void toStringIsThatOfTheIdentity() {
    assertEquals("the identity", proxy(Greeter.class, answering(null)).toString());
  }

  @Test
  void proxiesOfOneInterfaceShareAClassInItsPackageAndLoader() {
    Greeter one = proxy(Greeter.class, answering(null));
    Greeter other = proxy(Greeter.class, answering(null));

    assertNotSame(one, other);
    assertSame(one.getClass(), other.getClass());
    assertSame(Greeter.class.getClassLoader(), one.getClass().getClassLoader());
    assertEquals(Greeter.class.getPackageName(), one.getClass().getPackageName());
  }

  @RemoteInterface
  private interface Hidden {
    @Operation
    Secret tell(Secret secret);
  }

  private record Secret(int number) {}

  @Test
  void interfaceAndItsTypesMayBePrivate() {
    Secret secret = new Secret(7);

    assertSame(secret, proxy(Hidden.class, answering(secret)).tell(secret));
    assertEquals(List.of("tell[" + secret + "]"), calls);
  }

  @RemoteInterface
  interface AllPrimitives {
    @Operation
    boolean all(boolean a, byte b, short c, char d, int e, long f, float g, double h, int[] i);

    @Operation
    byte aByte();

    @Operation
    short aShort();

    @Operation
    char aChar();

    @Operation
    int anInt();

    @Operation
    long aLong();

    @Operation
    float aFloat();

    @Operation
    double aDouble();

    @Operation
    void nothing();
  }

  @Test
  void primitivesAreBoxedAndUnboxed() {
    assertTrue(
        proxy(AllPrimitives.class, answering(true))
            .all(true, (byte) 1, (short) 2, 'c', 4, 5L, 6f, 7d, new int[] {8, 9}));
    assertEquals(List.of("all[true, 1, 2, c, 4, 5, 6.0, 7.0, [8, 9]]"), calls);
    assertEquals((byte) 1, proxy(AllPrimitives.class, answering((byte) 1)).aByte());
    assertEquals((short) 2, proxy(AllPrimitives.class, answering((short) 2)).aShort());
    assertEquals('c', proxy(AllPrimitives.class, answering('c')).aChar());
    assertEquals(4, proxy(AllPrimitives.class, answering(4)).anInt());
    assertEquals(5L, proxy(AllPrimitives.class, answering(5L)).aLong());
    assertEquals(6f, proxy(AllPrimitives.class, answering(6f)).aFloat());
    assertEquals(7d, proxy(AllPrimitives.class, answering(7d)).aDouble());
    proxy(AllPrimitives.class, answering(null)).nothing();
    assertEquals("nothing[]", calls.get(calls.size() - 1));
  }

  @RemoteInterface
  interface AllKinds {
    @Property
    int getX();

    @Property
    void setX(int x);

    @Property
    Subscription onXChanged(IntConsumer handler);

    @Operation
    int say();

    @Operation
    CompletableFuture<Integer> sayAsync();

    @Signal
    Subscription onSaid(Runnable handler);
  }

  @Test
  void everyKindOfMethodGoesToItsHandler() {
    proxy(AllKinds.class, answering(1)).getX();
    proxy(AllKinds.class, answering(null)).setX(2);
    assertNull(proxy(AllKinds.class, answering(null)).onXChanged(null));
    proxy(AllKinds.class, answering(3)).say();
    assertNull(proxy(AllKinds.class, answering(null)).sayAsync());
    assertNull(proxy(AllKinds.class, answering(null)).onSaid(null));

    assertEquals(
        List.of("getX[]", "setX[2]", "onXChanged[null]", "say[]", "sayAsync[]", "onSaid[null]"),
        calls);
  }

  @RemoteInterface
  interface Overloads {
    @Operation("sayInt")
    String say(int number);

    @Operation("sayLong")
    String say(long number);

    @Operation("sayBoth")
    String say(int number, long other);
  }

  @Test
  void overloadsAreToldApart() {
    Overloads overloads =
        proxy(Overloads.class, (self, method, args) -> Arrays.toString(method.getParameterTypes()));

    assertEquals("[int]", overloads.say(1));
    assertEquals("[long]", overloads.say(1L));
    assertEquals("[int, long]", overloads.say(1, 1L));
  }

  @SuppressWarnings("serial")
  static class Refused extends Exception {}

  @RemoteInterface
  interface Refusing {
    @Operation
    void say() throws Refused;

    @Operation
    void shout();
  }

  @Test
  void exceptionsPassUnwrapped() {
    Refused refused = new Refused();
    Refusing refusing =
        proxy(
            Refusing.class,
            (self, method, args) -> {
              throw refused;
            });

    assertSame(refused, assertThrows(Refused.class, refusing::say));
    assertSame(refused, assertThrows(Exception.class, refusing::shout), "declared or not");
  }

  @RemoteInterface
  interface WithDefaults {
    @Operation
    int say(String text);

    @Operation
    default CompletableFuture<Integer> sayAsync(String text) {
      throw new AssertionError("a client replaces this");
    }

    default int sayTwice(String text) {
      return say(text) + say(text + helper());
    }

    private String helper() {
      return "!";
    }
  }

  @Test
  void annotatedDefaultMethodIsReplaced() {
    CompletableFuture<Integer> answer = new CompletableFuture<>();

    assertSame(answer, proxy(WithDefaults.class, answering(answer)).sayAsync("a"));
    assertEquals(List.of("sayAsync[a]"), calls);
  }

  @Test
  void unannotatedDefaultMethodRunsAndCallsRemoteOnes() {
    assertEquals(4, proxy(WithDefaults.class, answering(2)).sayTwice("a"));
    assertEquals(List.of("say[a]", "say[a!]"), calls);
  }

  @Test
  void handlersGetTheProxyThatWasCalled() {
    Set<Object> called = new HashSet<>();
    Greeter greeter =
        proxy(
            Greeter.class,
            (self, method, args) -> {
              called.add(self);
              return "hello";
            });

    assertEquals("hello", greeter.greet("world"));
    assertEquals(Set.of(greeter), called);
  }

  @Test
  void identityIsFoundAgain() throws Throwable {
    Greeter greeter = proxy(Greeter.class, answering(null));

    InvocationHandler identity = ProxyFactory.identityOf(greeter).orElseThrow();
    assertEquals("the identity", identity.invoke(null, null, null));
    assertTrue(ProxyFactory.identityOf("no proxy").isEmpty());
    Greeter lambda = name -> name;
    assertTrue(ProxyFactory.identityOf(lambda).isEmpty());
  }
}
