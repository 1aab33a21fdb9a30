package io.mqttremoting.internal.client;

import static io.mqttremoting.internal.client.TestProxies.proxy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Subscription;
import java.lang.reflect.InvocationHandler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Proxies of interfaces that inherit methods, and calls through the inherited types. */
class InheritedMethodsTest {
  private final List<String> calls = new ArrayList<>();

  private InvocationHandler answering(Object result) {
    return (proxy, method, args) -> {
      calls.add(method.getName() + Arrays.toString(args));
      return result;
    };
  }

  interface Store<T> {
    @Property
    T getLast();

    @Property
    void setLast(T last);

    @Property
    Subscription onLastChanged(Consumer<T> handler);

    @Operation
    T swap(T value, T[] more);
  }

  @RemoteInterface
  interface Inheriting extends Store<String> {}

  @Test
  void methodsOfAGenericParent() {
    Inheriting child = proxy(Inheriting.class, answering("answer"));
    Store<String> parent = child;

    assertEquals("answer", child.getLast());
    assertEquals("answer", parent.getLast());
    assertEquals("answer", child.swap("a", new String[0]));
    assertEquals("answer", parent.swap("b", null));
    child.setLast("c");
    parent.setLast("d");

    assertEquals("getLastnull", calls.get(0));
    assertEquals("swap[b, null]", calls.get(3));
    assertEquals(List.of("setLast[c]", "setLast[d]"), calls.subList(4, 6));
  }

  @RemoteInterface
  interface Overriding extends Store<String> {
    @Override
    @Property
    String getLast();

    @Override
    @Property
    void setLast(String last);

    @Override
    @Operation
    String swap(String value, String[] more);
  }

  @Test
  void methodsThatRepeatThoseOfAGenericParent() {
    Overriding child = proxy(Overriding.class, answering("answer"));
    Store<String> parent = child;

    assertEquals("answer", child.getLast());
    assertEquals("answer", parent.getLast());
    assertEquals("answer", child.swap("a", null));
    assertEquals("answer", parent.swap("b", null));
    child.setLast("c");
    parent.setLast("d");

    assertEquals(
        List.of(
            "getLastnull",
            "getLastnull",
            "swap[a, null]",
            "swap[b, null]",
            "setLast[c]",
            "setLast[d]"),
        calls);
  }

  @RemoteInterface
  interface OverridingWithDefault extends Store<String> {
    @Override
    @Operation
    default String swap(String value, String[] more) {
      throw new AssertionError("a client replaces this");
    }
  }

  @Test
  void annotatedDefaultMethodThatImplementsThatOfAGenericParent() {
    OverridingWithDefault child = proxy(OverridingWithDefault.class, answering("answer"));
    Store<String> parent = child;

    assertEquals("answer", child.swap("a", null));
    assertEquals("answer", parent.swap("b", null));
    assertEquals(List.of("swap[a, null]", "swap[b, null]"), calls);
  }

  interface Factory {
    @Operation
    Object make();
  }

  @RemoteInterface
  interface NumberFactory extends Factory {
    @Override
    @Operation
    Integer make();
  }

  @Test
  void methodWithANarrowerResult() {
    NumberFactory child = proxy(NumberFactory.class, answering(7));
    Factory parent = child;

    assertEquals(7, child.make());
    assertEquals(7, parent.make());
  }

  interface Left {
    @Operation
    String say(String text);
  }

  interface Right {
    @Operation
    String say(String text);
  }

  @RemoteInterface
  interface Both extends Left, Right {}

  @Test
  void methodInheritedFromTwoParents() {
    Both both = proxy(Both.class, answering("answer"));
    Left left = both;
    Right right = both;

    assertEquals("answer", both.say("a"));
    assertEquals("answer", left.say("b"));
    assertEquals("answer", right.say("c"));
  }

  interface Narrower {
    @Operation
    Integer make();
  }

  @RemoteInterface
  interface WiderAndNarrower extends Factory, Narrower {}

  @RemoteInterface
  interface NarrowerAndWider extends Narrower, Factory {}

  @Test
  void methodInheritedFromTwoParentsOfWhichOneHasANarrowerResult() {
    WiderAndNarrower one = proxy(WiderAndNarrower.class, answering(7));
    Factory wider = one;
    Narrower narrower = one;
    assertEquals(7, one.make());
    assertEquals(7, wider.make());
    assertEquals(7, narrower.make());

    NarrowerAndWider other = proxy(NarrowerAndWider.class, answering(8));
    wider = other;
    narrower = other;
    assertEquals(8, other.make());
    assertEquals(8, wider.make());
    assertEquals(8, narrower.make());
  }

  interface GenericLeft<T> {
    @Operation
    String say(T text);
  }

  interface BoundRight<C extends CharSequence> {
    @Operation
    String say(C text);
  }

  @RemoteInterface
  interface GenericFirst extends GenericLeft<String>, Right {}

  @RemoteInterface
  interface GenericLast extends Left, GenericLeft<String> {}

  @RemoteInterface
  interface AllGeneric extends GenericLeft<String>, BoundRight<String> {}

  @Test
  void methodInheritedFromTwoParentsWithTypesOfTheirOwn() { // ambiguous for callers of the child
    GenericFirst first = proxy(GenericFirst.class, answering("answer"));
    assertEquals("answer", ((GenericLeft<String>) first).say("b"));
    assertEquals("answer", ((Right) first).say("c"));

    GenericLast last = proxy(GenericLast.class, answering("answer"));
    assertEquals("answer", ((Left) last).say("b"));
    assertEquals("answer", ((GenericLeft<String>) last).say("c"));

    AllGeneric all = proxy(AllGeneric.class, answering("answer"));
    assertEquals("answer", ((GenericLeft<String>) all).say("b"));
    assertEquals("answer", ((BoundRight<String>) all).say("c"));
  }

  @RemoteInterface
  interface Local extends Left {
    @Override
    default String say(String text) {
      return text;
    }

    @Operation
    int count();
  }

  @Test
  void unannotatedDefaultMethodKeepsAnInheritedOperationLocal() {
    Left left = proxy(Local.class, answering(null));
    String text = "local";

    assertSame(text, left.say(text));
    assertEquals(List.of(), calls);
  }
}
