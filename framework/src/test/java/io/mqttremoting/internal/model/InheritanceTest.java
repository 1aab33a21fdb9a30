package io.mqttremoting.internal.model;

import static io.mqttremoting.internal.model.InterfaceErrors.assertBroken;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Interfaces that inherit members from other interfaces, including generic ones. */
class InheritanceTest {
  interface Base<T, U> {
    @Property
    T getLast();

    @Property
    void setLast(T last);

    @Property
    Subscription onLastChanged(Consumer<T> handler);

    @Operation
    Map<String, List<T>> say(T one, T[] some, List<T>[] lists, U other);

    @Operation
    CompletableFuture<Map<String, List<T>>> sayAsync(T one, T[] some, List<T>[] lists, U other);

    @Signal
    Subscription onJustSaid(Consumer<Map<T, U[][]>> handler);
  }

  interface Middle<X> extends Base<X, Long> {}

  @RemoteInterface
  interface Leaf extends Middle<String> {}

  private final InterfaceModel leaf = InterfaceReader.read(Leaf.class);

  @Test
  void propertiesOfGenericParentsAreResolved() {
    PropertyModel last = leaf.properties().get(0);

    assertEquals(String.class, last.type());
    assertEquals(String.class, last.changeHandler().orElseThrow().parameters().get(0).type());
    assertEquals("setLast", last.setter().orElseThrow().getName());
  }

  @Test
  void operationsOfGenericParentsAreResolved() {
    OperationModel say = leaf.operations().get(0);

    assertEquals("Map<String, List<String>>", Types.show(say.resultType()));
    assertEquals(
        List.of("String", "String[]", "List<String>[]", "Long"),
        say.parameters().stream().map(parameter -> Types.show(parameter.type())).toList());
    assertEquals(String[].class, say.parameters().get(1).type());
    assertEquals("sayAsync", say.future().orElseThrow().getName());
  }

  @Test
  void signalsOfGenericParentsAreResolved() {
    assertEquals(
        "Map<String, Long[][]>",
        Types.show(leaf.signals().get(0).handler().parameters().get(0).type()));
  }

  @RemoteInterface
  @SuppressWarnings("rawtypes")
  interface OfRaw extends RawParent {}

  interface RawParent<T> {
    @Operation
    T say();
  }

  @Test
  void parentWithoutTypeArguments() {
    assertBroken(
        OfRaw.class,
        "RawParent#say(): the result of an @Operation must be a fully known type, but the type"
            + " variable T is not resolved; name the type");
  }

  interface Root {
    @Operation
    void say(String text);
  }

  interface Left extends Root {}

  interface Right extends Root {}

  @RemoteInterface
  interface Diamond extends Left, Right {}

  interface Twin {
    @Operation
    void say(String text);
  }

  interface Plain {
    void say(String text);
  }

  @RemoteInterface
  interface FromTwo extends Root, Twin {}

  @RemoteInterface
  interface FromAnnotatedAndPlain extends Plain, Root {}

  @Test
  void methodInheritedOnSeveralWaysIsOne() {
    assertEquals(1, InterfaceReader.read(Diamond.class).operations().size());
    assertEquals(1, InterfaceReader.read(FromTwo.class).operations().size());
    assertEquals(1, InterfaceReader.read(FromAnnotatedAndPlain.class).operations().size());
  }

  interface GenericRoot<T> {
    @Operation
    Object say(T value);
  }

  @RemoteInterface
  interface Overriding extends GenericRoot<String> {
    @Override
    @Operation("speak")
    Integer say(String value);
  }

  @RemoteInterface
  interface OverridingWithDefault extends GenericRoot<String> {
    @Override
    @Operation("speak")
    default Integer say(String value) {
      return value.length();
    }
  }

  @Test
  void overridingMethodTakesTheOthersPlace() {
    for (Class<?> type : List.of(Overriding.class, OverridingWithDefault.class)) {
      List<OperationModel> operations = InterfaceReader.read(type).operations();

      assertEquals(1, operations.size());
      assertEquals("speak", operations.get(0).name());
      assertEquals(Integer.class, operations.get(0).resultType());
      assertEquals(type, operations.get(0).blocking().orElseThrow().getDeclaringClass());
      assertEquals("value", operations.get(0).parameters().get(0).name());
    }
  }

  @RemoteInterface
  interface OverridingWithout extends Root {
    @Override
    void say(String text);
  }

  @Test
  void annotationsOfOverriddenMethodsDoNotCount() {
    assertBroken(
        OverridingWithout.class,
        "OverridingWithout#say(String): an abstract method must have exactly one of @Property,"
            + " @Operation and @Signal, but this one has none; add one");
  }

  @RemoteInterface
  interface ReplacedByDefault extends Root {
    @Override
    default void say(String text) {}
  }

  @Test
  void unannotatedDefaultMethodMakesAnOperationLocal() {
    assertEquals(List.of(), InterfaceReader.read(ReplacedByDefault.class).operations());
  }

  interface Renamed {
    @Operation("speak")
    void say(String text);
  }

  interface AsSignal {
    @Signal
    Subscription onText(Consumer<String> handler);
  }

  interface AsProperty {
    @Property("text")
    Subscription onText(Consumer<String> handler);
  }

  @RemoteInterface
  interface FromTwoThatDiffer extends Root, Renamed {}

  @RemoteInterface
  interface FromTwoKinds extends AsProperty, AsSignal {}

  @RemoteInterface
  interface FromTwoThatDifferRedeclared extends Root, Renamed {
    @Override
    @Operation("tell")
    void say(String text);
  }

  @Test
  void parentsThatAnnotateAMethodDifferently() {
    String rule =
        ", so an interface that inherits both would be ambiguous; redeclare the method there"
            + " with the intended annotation";
    assertBroken(
        FromTwoThatDiffer.class,
        "Renamed#say(String): the annotation differs from that of Root#say(String)" + rule);
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class, () -> InterfaceReader.read(FromTwoKinds.class));
    assertTrue(
        thrown
            .getMessage()
            .contains(
                "AsProperty#onText(Consumer): the annotation differs from that of"
                    + " AsSignal#onText(Consumer)"
                    + rule),
        thrown.getMessage());
    assertEquals(
        "tell", InterfaceReader.read(FromTwoThatDifferRedeclared.class).operations().get(0).name());
  }

  interface MakesObject {
    @Operation
    Object make();
  }

  interface MakesComparable {
    @Operation
    Comparable<String> make();
  }

  interface MakesCharSequence {
    @Operation
    CharSequence make();
  }

  interface MakesString {
    @Operation
    String make();
  }

  interface MakesStringPlainly {
    String make();
  }

  @RemoteInterface
  interface NarrowerFirst extends MakesString, MakesObject {}

  @RemoteInterface
  interface NarrowerLast extends MakesObject, MakesString {}

  @RemoteInterface
  interface NarrowestOfAll extends MakesComparable, MakesCharSequence, MakesString {}

  @RemoteInterface
  interface NarrowerWithoutAnnotation extends MakesObject, MakesStringPlainly {}

  interface ListsRaw {
    @Operation
    @SuppressWarnings("rawtypes")
    List list();
  }

  interface ListsStrings {
    @Operation
    List<String> list();
  }

  @RemoteInterface
  interface ListsBoth extends ListsRaw, ListsStrings {}

  @Test
  void ofSeveralResultsTheNarrowestIsTheOperations() {
    for (Class<?> type : List.of(NarrowerFirst.class, NarrowerLast.class, NarrowestOfAll.class)) {
      List<OperationModel> operations = InterfaceReader.read(type).operations();

      assertEquals(1, operations.size());
      assertEquals(String.class, operations.get(0).resultType());
    }
    assertEquals(
        "List<String>",
        Types.show(InterfaceReader.read(ListsBoth.class).operations().get(0).resultType()));
  }

  @Test
  void narrowestResultIsOfAMethodWithoutAnnotation() {
    assertBroken(
        NarrowerWithoutAnnotation.class,
        "MakesObject#make(): returns Object, but MakesStringPlainly#make() returns String, so an"
            + " interface that inherits both would be ambiguous; redeclare the method there with"
            + " the intended return type");
  }

  @SuppressWarnings("UnusedMethod") // that is the point
  interface WithPrivate {
    @Operation
    private void hidden() {}
  }

  @RemoteInterface
  @SuppressWarnings("UnusedMethod")
  interface InheritsPrivate extends WithPrivate {
    @Signal
    @Operation
    private static void alsoHidden() {}
  }

  @Test
  void privateMethodsAreNotRemote() {
    assertBroken(
        InheritsPrivate.class,
        "InheritsPrivate#alsoHidden(): a private method cannot be remote; remove @Operation",
        "InheritsPrivate#alsoHidden(): a private method cannot be remote; remove @Signal",
        "WithPrivate#hidden(): a private method cannot be remote; remove @Operation");
  }

  @RemoteInterface
  interface OfHandles {
    @Operation
    List<CompletableFuture<String>> futures(Subscription subscription, Future<String> future);

    @Signal
    Subscription onStage(Consumer<CompletionStage<String>> handler);
  }

  @Test
  void futuresAndSubscriptionsAreNoPayloads() {
    assertBroken(
        OfHandles.class,
        "OfHandles#futures(Subscription,Future): parameter 'subscription' must be a fully known"
            + " type, but a Subscription cannot be sent as a value; use another type",
        "OfHandles#futures(Subscription,Future): parameter 'future' must be a fully known type,"
            + " but a Future cannot be sent as a value; use another type",
        "OfHandles#futures(Subscription,Future): the result of an @Operation must be a fully"
            + " known type, but a CompletableFuture cannot be sent as a value; use another type",
        "OfHandles#onStage(Consumer): the handler must be a fully known type,"
            + " but a CompletionStage cannot be sent as a value; use another type");
  }
}
