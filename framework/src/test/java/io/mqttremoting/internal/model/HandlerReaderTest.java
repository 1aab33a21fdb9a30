package io.mqttremoting.internal.model;

import static io.mqttremoting.internal.model.InterfaceErrors.assertBroken;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class HandlerReaderTest {
  private static SignalModel only(Class<?> type) {
    List<SignalModel> signals = InterfaceReader.read(type).signals();
    assertEquals(1, signals.size());
    return signals.get(0);
  }

  private static String parameters(Class<?> type) {
    return only(type).handler().parameters().stream()
        .map(parameter -> Types.show(parameter.type()))
        .toList()
        .toString();
  }

  @RemoteInterface
  interface Standard {
    @Signal
    Subscription onJustSaid(Consumer<String> handler);
  }

  @Test
  void signalIsNamedAfterItsMethodLessOn() throws NoSuchMethodException {
    SignalModel signal = only(Standard.class);

    assertEquals("justSaid", signal.name());
    assertEquals(
        Standard.class.getDeclaredMethod("onJustSaid", Consumer.class), signal.handler().adder());
    assertEquals(Consumer.class, signal.handler().type());
    assertEquals(
        Consumer.class.getDeclaredMethod("accept", Object.class), signal.handler().method());
  }

  @RemoteInterface
  interface Named {
    @Signal("just_said")
    Subscription whenSaid(Consumer<String> handler);
  }

  @Test
  void signalIsNamedByItsAnnotation() {
    assertEquals("just_said", only(Named.class).name());
  }

  @RemoteInterface
  interface OfRunnable {
    @Signal
    Subscription onX(Runnable handler);
  }

  @RemoteInterface
  interface OfBiConsumer {
    @Signal
    Subscription onX(BiConsumer<Integer, List<String>> handler);
  }

  @RemoteInterface
  interface OfIntConsumer {
    @Signal
    Subscription onX(IntConsumer handler);
  }

  interface Own {
    void moved(int x, String y, double[] z);

    default void twice(int x) {
      moved(x, "", new double[0]);
    }

    @Override
    boolean equals(Object other);
  }

  @RemoteInterface
  interface OfOwn {
    @Signal
    Subscription onX(Own handler);
  }

  public interface OwnGeneric<T, U> {
    void told(U one, List<T> list, T[] array);
  }

  @RemoteInterface
  interface OfOwnGeneric {
    @Signal
    Subscription onX(OwnGeneric<String, Integer> handler);
  }

  @Test
  void anyFunctionalInterfaceIsAHandlerAndItsParametersAreTheArguments() {
    assertEquals("[]", parameters(OfRunnable.class));
    assertEquals("[Integer, List<String>]", parameters(OfBiConsumer.class));
    assertEquals("[int]", parameters(OfIntConsumer.class));
    assertEquals("[int, String, double[]]", parameters(OfOwn.class));
    assertEquals("[Integer, List<String>, String[]]", parameters(OfOwnGeneric.class));
    assertEquals(
        List.of("x", "y", "z"),
        only(OfOwn.class).handler().parameters().stream().map(ParameterModel::name).toList());
  }

  interface Inheriting extends OwnGeneric<String, Long> {}

  @RemoteInterface
  interface OfInheriting {
    @Signal
    Subscription onX(Inheriting handler);
  }

  interface Repeating extends Consumer<String> {
    @Override
    void accept(String text);
  }

  @RemoteInterface
  interface OfRepeating {
    @Signal
    Subscription onX(Repeating handler);
  }

  interface A {
    void on(String text);
  }

  interface B {
    void on(String text);
  }

  interface FromBoth extends A, B {}

  @RemoteInterface
  interface OfFromBoth {
    @Signal
    Subscription onX(FromBoth handler);
  }

  interface Replacing extends Consumer<String> {
    void heard(int number);

    @Override
    default void accept(String text) {
      heard(text.length());
    }
  }

  @RemoteInterface
  interface OfReplacing {
    @Signal
    Subscription onX(Replacing handler);
  }

  @Test
  void handlerInterfaceMayInherit() {
    assertEquals("[Long, List<String>, String[]]", parameters(OfInheriting.class));
    assertEquals("[String]", parameters(OfRepeating.class));
    assertEquals("text", only(OfRepeating.class).handler().parameters().get(0).name());
    assertEquals("[String]", parameters(OfFromBoth.class));
    assertEquals("[int]", parameters(OfReplacing.class));
  }

  @RemoteInterface
  interface NoFunctionalInterface {
    @Signal
    Subscription onA(String handler);

    @Signal
    Subscription onB(Function<String, Integer> handler);

    @Signal
    Subscription onC(Two handler);

    @Signal
    Subscription onD(Comparator<String> handler);

    @Signal
    Subscription onE(Runnable[] handler);

    @Signal
    Subscription onF(int handler);

    interface Two {
      void a();

      void b();
    }
  }

  @Test
  void handlerIsAFunctionalInterfaceWithoutResult() {
    String rule = "a handler must be a functional interface whose method returns void, but ";
    String fix = " is not; use Consumer<T>, Runnable, or your own interface";
    assertBroken(
        NoFunctionalInterface.class,
        "NoFunctionalInterface#onA(String): " + rule + "String" + fix,
        "NoFunctionalInterface#onB(Function): " + rule + "Function" + fix,
        "NoFunctionalInterface#onC(Two): " + rule + "Two" + fix,
        "NoFunctionalInterface#onD(Comparator): " + rule + "Comparator" + fix,
        "NoFunctionalInterface#onE(Runnable[]): " + rule + "Runnable[]" + fix,
        "NoFunctionalInterface#onF(int): " + rule + "int" + fix);
  }

  @SuppressWarnings("rawtypes")
  interface OfRaw extends Consumer {}

  @RemoteInterface
  @SuppressWarnings("rawtypes")
  interface UnknownTypes {
    @Signal
    Subscription onA(Consumer handler);

    @Signal
    Subscription onB(Consumer<?> handler);

    @Signal
    Subscription onC(Consumer<List<? super String>> handler);

    @Signal
    <T> Subscription onD(Consumer<T> handler);

    @Signal
    Subscription onE(OfRaw handler);

    @Signal
    Subscription onF(BiConsumer<String, List<?>> handler);
  }

  @RemoteInterface
  interface Bounded {
    @Signal
    Subscription onLower(Consumer<? super String> handler);

    @Signal
    Subscription onNested(Consumer<? super Map<String, ? extends List<? extends Number>>> handler);

    @Signal
    Subscription onUpper(BiConsumer<? extends Number, List<? extends Number>> handler);
  }

  /**
   * Kotlin compiles handlers of {@code Consumer<String>} and {@code List<Number>} to such types.
   */
  @Test
  void boundsOfWildcardsAreTheTypes() {
    List<String> types =
        InterfaceReader.read(Bounded.class).signals().stream()
            .flatMap(signal -> signal.handler().parameters().stream())
            .map(parameter -> Types.show(parameter.type()))
            .toList();
    assertEquals(List.of("String", "Map<String, List<Number>>", "Number", "List<Number>"), types);
  }

  @Test
  void argumentsAreFullyKnown() {
    String rule = "the handler must be a fully known type, but ";
    assertBroken(
        UnknownTypes.class,
        "UnknownTypes#onD(Consumer): "
            + rule
            + "the type variable T is not resolved; name the type",
        "UnknownTypes#onA(Consumer): "
            + rule
            + "Consumer is raw, without its type arguments; name the type",
        "UnknownTypes#onB(Consumer): " + rule + "the wildcard ? is not a type; name the type",
        "UnknownTypes#onC(Consumer): "
            + rule
            + "the wildcard ? super java.lang.String is not a type; name the type",
        "UnknownTypes#onE(OfRaw): parameter 1 of the handler must be a fully known type, but the"
            + " type variable T is not resolved; name the type",
        "UnknownTypes#onF(BiConsumer): " + rule + "the wildcard ? is not a type; name the type");
  }

  sealed interface SealedHandler {
    void on(String text);
  }

  record OfSealed() implements SealedHandler {
    @Override
    public void on(String text) {}
  }

  @RemoteInterface
  interface Sealed {
    @Signal
    Subscription onX(SealedHandler handler);
  }

  @Test
  void handlerIsNotSealed() {
    assertBroken(
        Sealed.class,
        "Sealed#onX(SealedHandler): a handler must not be a sealed interface; remove 'sealed'");
  }

  @RemoteInterface
  interface WrongShapes {
    @Signal
    void onA(Runnable handler);

    @Signal
    Subscription onB();

    @Signal
    Subscription onC(Runnable handler, int more);

    @Signal
    List<String> onD(Runnable handler);
  }

  @Test
  void signalTakesOneHandlerAndReturnsASubscription() {
    String returns =
        "@Signal methods that take a handler must return Subscription; change the" + " return";
    String takes =
        "@Signal methods that return Subscription must have one parameter, the handler; use a"
            + " Consumer<T> or another functional interface";
    assertBroken(
        WrongShapes.class,
        "WrongShapes#onB(): " + takes,
        "WrongShapes#onC(Runnable,int): " + takes,
        "WrongShapes#onD(Runnable): " + returns + " type from List<String>",
        "WrongShapes#onA(Runnable): " + returns + " type from void");
  }

  @RemoteInterface
  interface WrongNames {
    @Signal
    Subscription justSaid(Runnable handler);

    @Signal
    Subscription on(Runnable handler);

    @Signal
    Subscription once(Runnable handler);
  }

  @Test
  void signalMethodThatIsNotNamedOn() {
    String rule =
        ": a @Signal method must be named 'on' plus the signal's name, such as onJustSaid;"
            + " rename it, or use @Signal(\"name\")";
    assertBroken(
        WrongNames.class,
        "WrongNames#justSaid(Runnable)" + rule,
        "WrongNames#on(Runnable)" + rule,
        "WrongNames#once(Runnable)" + rule);
  }

  @RemoteInterface
  interface BadNamesAndHandlers {
    @Signal("a/b")
    Subscription onA(String text);

    @Signal("same")
    Subscription onB(String text);

    @Signal("same")
    Subscription onC();
  }

  @Test
  void nameIsJudgedWhateverTheHandlerIs() {
    String noHandler =
        "a handler must be a functional interface whose method returns void, but String is not;"
            + " use Consumer<T>, Runnable, or your own interface";
    assertBroken(
        BadNamesAndHandlers.class,
        "BadNamesAndHandlers#onA(String): " + noHandler,
        "BadNamesAndHandlers#onA(String): the @Signal name 'a/b'"
            + TopicLevel.RULE
            + "; choose another with @Signal(\"name\")",
        "BadNamesAndHandlers#onB(String): " + noHandler,
        "BadNamesAndHandlers#onC(): @Signal methods that return Subscription must have one"
            + " parameter, the handler; use a Consumer<T> or another functional interface",
        "BadNamesAndHandlers#onC(): @Signal 'same' is already defined by BadNamesAndHandlers#onB(String);"
            + " choose"
            + " another name with @Signal(\"name\")");
  }

  @RemoteInterface
  interface SameNames {
    @Signal
    Subscription onMoved(Runnable handler);

    @Signal
    Subscription onMoved(IntConsumer handler);
  }

  @Test
  void namesOfSignalsAreUnique() {
    assertBroken(
        SameNames.class,
        "SameNames#onMoved(IntConsumer): @Signal 'moved' is already defined by SameNames#onMoved(Runnable);"
            + " choose"
            + " another name with @Signal(\"name\")");
  }

  abstract static class AbstractHandler {
    public abstract void told(String text);
  }

  @RemoteInterface
  interface OfClass {
    @Signal
    Subscription onX(AbstractHandler handler);
  }

  /** No proxy could implement it. */
  @Test
  void aClassIsNoHandler() {
    assertBroken(
        OfClass.class,
        "OfClass#onX(AbstractHandler): a handler must be a functional interface whose method returns"
            + " void, but AbstractHandler is not; use Consumer<T>, Runnable, or your own interface");
  }
}
