package io.mqttremoting.internal.model;

import static io.mqttremoting.internal.model.InterfaceErrors.assertBroken;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class OperationReaderTest {
  private static OperationModel only(Class<?> type) {
    List<OperationModel> operations = InterfaceReader.read(type).operations();
    assertEquals(1, operations.size());
    return operations.get(0);
  }

  private static String methods(OperationModel operation) {
    return operation.blocking().map(method -> method.getName()).orElse("-")
        + " "
        + operation.future().map(method -> method.getName()).orElse("-");
  }

  @RemoteInterface
  interface Blocking {
    @Operation
    int say(String text, List<Integer> times);
  }

  @Test
  void blockingOperation() {
    OperationModel say = only(Blocking.class);

    assertEquals("say", say.name());
    assertEquals("say -", methods(say));
    assertEquals(
        List.of("text", "times"), say.parameters().stream().map(ParameterModel::name).toList());
    assertEquals(String.class, say.parameters().get(0).type());
    assertEquals("List<Integer>", say.parameters().get(1).type().toString());
    assertEquals(Integer.class, say.resultType());
    assertFalse(say.isVoid());
    assertTrue(say.timeout().isEmpty());
    assertEquals(List.of(), say.errors());
  }

  @RemoteInterface
  interface FutureOnly {
    @Operation
    CompletableFuture<Map<String, int[]>> ask();
  }

  @Test
  void operationThatReturnsAFuture() {
    OperationModel ask = only(FutureOnly.class);

    assertEquals("ask", ask.name());
    assertEquals("- ask", methods(ask));
    assertEquals("Map<String, int[]>", ask.resultType().toString());
  }

  @RemoteInterface
  interface AsyncAlone {
    @Operation
    CompletableFuture<Integer> askAsync();
  }

  @RemoteInterface
  interface Async {
    @Operation
    CompletableFuture<Integer> Async();
  }

  @Test
  void futureMethodWithoutBlockingOneKeepsItsName() {
    assertEquals("askAsync", only(AsyncAlone.class).name());
    assertEquals("Async", only(Async.class).name());
  }

  @RemoteInterface
  interface Voids {
    @Operation
    void say();

    @Operation
    CompletableFuture<Void> sayAsync();
  }

  @Test
  void operationWithoutResult() {
    assertTrue(only(Voids.class).isVoid());
    assertEquals("say sayAsync", methods(only(Voids.class)));
  }

  @RemoteInterface
  interface PairByName {
    @Operation
    int say(String text);

    @Operation
    CompletableFuture<Integer> sayAsync(String text);
  }

  @RemoteInterface
  interface PairByNameOfRenamed {
    @Operation("speak")
    int say(String text);

    @Operation
    CompletableFuture<Integer> sayAsync(String text);
  }

  @RemoteInterface
  interface PairByAnnotation {
    @Operation
    int say(String text);

    @Operation("say")
    CompletableFuture<Integer> later(String text);
  }

  @RemoteInterface
  interface PairByAnnotations {
    @Operation("say")
    int now(String text);

    @Operation("say")
    CompletableFuture<Integer> later(String text);
  }

  @RemoteInterface
  interface PairWithDefault {
    @Operation
    int say(String text);

    @Operation
    default CompletableFuture<Integer> sayAsync(String text) {
      return CompletableFuture.completedFuture(say(text));
    }
  }

  @Test
  void blockingAndFutureMethodArePairedByName() {
    assertEquals("say", only(PairByName.class).name());
    assertEquals("say sayAsync", methods(only(PairByName.class)));
    assertEquals("say sayAsync", methods(only(PairWithDefault.class)));
  }

  @Test
  void futureMethodPairsWithTheMethodWhateverItsNameOnTheWire() {
    assertEquals("speak", only(PairByNameOfRenamed.class).name());
    assertEquals("say sayAsync", methods(only(PairByNameOfRenamed.class)));
  }

  @Test
  void blockingAndFutureMethodArePairedByAnnotation() {
    assertEquals("say", only(PairByAnnotation.class).name());
    assertEquals("say later", methods(only(PairByAnnotation.class)));
    assertEquals("say", only(PairByAnnotations.class).name());
    assertEquals("now later", methods(only(PairByAnnotations.class)));
  }

  @RemoteInterface
  interface OwnNames {
    @Operation
    int say(String text);

    @Operation("sayLater")
    CompletableFuture<Integer> sayAsync(String text);
  }

  @Test
  void futureMethodWithANameOfItsOwnIsAnotherOperation() {
    assertEquals(
        List.of("say -", "- sayAsync"),
        InterfaceReader.read(OwnNames.class).operations().stream()
            .map(OperationReaderTest::methods)
            .toList());
  }

  @RemoteInterface
  interface Overloads {
    @Operation
    int say(int number);

    @Operation("sayText")
    int say(String text);

    @Operation
    CompletableFuture<Integer> sayAsync(int number);

    @Operation
    CompletableFuture<Integer> sayAsync(String text);
  }

  @Test
  void amongOverloadsThePairHasTheSameParameters() {
    List<OperationModel> operations = InterfaceReader.read(Overloads.class).operations();

    assertEquals(List.of("say", "sayText"), operations.stream().map(OperationModel::name).toList());
    for (OperationModel operation : operations) {
      assertEquals(
          List.of(operation.blocking().orElseThrow().getParameterTypes()),
          List.of(operation.future().orElseThrow().getParameterTypes()));
    }
  }

  @RemoteInterface
  interface SameBlocking {
    @Operation
    void say(int number);

    @Operation
    void say(String text);
  }

  @RemoteInterface
  interface SameFuture {
    @Operation("ask")
    CompletableFuture<String> a();

    @Operation("ask")
    CompletableFuture<String> b();
  }

  @Test
  void operationsShareANameOnlyAsAPair() {
    assertBroken(
        SameBlocking.class,
        "SameBlocking#say(String): @Operation 'say' is already defined by SameBlocking#say(int); choose another"
            + " name with @Operation(\"name\")");
    assertBroken(
        SameFuture.class,
        "SameFuture#b(): @Operation 'ask' is already defined by SameFuture#a(); choose another name with"
            + " @Operation(\"name\")");
  }

  @RemoteInterface
  interface ManyOfOneName {
    @Operation
    void say(int number);

    @Operation(timeoutMillis = -1)
    void say(List<?> texts);

    @Operation(oneWay = true)
    int say(String text);

    @Operation("say")
    CompletableFuture<Void> a(int number);

    @Operation("say")
    CompletableFuture<List<?>> b(int number);
  }

  @Test
  void eachMethodOfANameTakenIsJudged() {
    String taken =
        "@Operation 'say' is already defined by ManyOfOneName#say(String); choose another name with"
            + " @Operation(\"name\")";
    String wildcard =
        " must be a fully known type, but the wildcard ? is not a type; name the type";
    assertBroken(
        ManyOfOneName.class,
        "ManyOfOneName#a(int): the two methods of @Operation 'say' must agree, but"
            + " ManyOfOneName#say(String) with result Integer and this one with result void do"
            + " not; use the same parameters and result, or different names",
        "ManyOfOneName#say(String): @Operation 'say' is oneWay, so it has no reply and no"
            + " result; return void, or remove oneWay",
        "ManyOfOneName#say(int): " + taken,
        "ManyOfOneName#say(List): " + taken,
        "ManyOfOneName#say(List): parameter 'texts'" + wildcard,
        "ManyOfOneName#say(List): timeoutMillis of @Operation 'say' must be positive; correct or"
            + " omit it",
        "ManyOfOneName#b(int): " + taken,
        "ManyOfOneName#b(int): the result of an @Operation" + wildcard);
  }

  @RemoteInterface
  interface OtherParameters {
    @Operation
    int say(List<String> texts);

    @Operation
    CompletableFuture<Integer> sayAsync(List<Integer> numbers);
  }

  @RemoteInterface
  interface OtherResult {
    @Operation
    int say();

    @Operation
    CompletableFuture<List<Integer>> sayAsync();
  }

  @Test
  void pairHasTheSameParametersAndResult() {
    assertBroken(
        OtherParameters.class,
        "OtherParameters#sayAsync(List): the two methods of @Operation 'say' must agree, but"
            + " OtherParameters#say(List) with result Integer and this one with result Integer"
            + " do not; use the same parameters and result, or different names");
    assertBroken(
        OtherResult.class,
        "OtherResult#sayAsync(): the two methods of @Operation 'say' must agree, but"
            + " OtherResult#say() with result Integer and this one with result List<Integer> do"
            + " not; use the same parameters and result, or different names");
  }

  @RemoteInterface
  interface Reserved {
    @Operation
    void v3();

    @Operation("_x")
    void x();

    @Operation
    void v3x();
  }

  @Test
  void reservedNames() {
    String rule = "is reserved, as are all that start with '_'; choose another with";
    assertBroken(
        Reserved.class,
        "Reserved#v3(): the @Operation name 'v3' " + rule + " @Operation(\"name\")",
        "Reserved#x(): the @Operation name '_x' " + rule + " @Operation(\"name\")");
  }

  interface MyFuture<T> extends Future<T> {}

  @RemoteInterface
  interface OtherFutures {
    @Operation
    Future<String> a();

    @Operation
    CompletionStage<String> b();

    @Operation
    MyFuture<String> c();
  }

  @Test
  void futureOfAnotherType() {
    String rule = "an @Operation must return T, void or CompletableFuture<T>, not ";
    assertBroken(
        OtherFutures.class,
        "OtherFutures#c(): " + rule + "MyFuture<String>; return CompletableFuture",
        "OtherFutures#b(): " + rule + "CompletionStage<String>; return CompletableFuture",
        "OtherFutures#a(): " + rule + "Future<String>; return CompletableFuture");
  }

  @RemoteInterface
  @SuppressWarnings("rawtypes")
  interface UnknownTypes {
    @Operation
    CompletableFuture rawFuture();

    @Operation
    CompletableFuture<?> anyFuture();

    @Operation
    List<Map<String, ?>> nested();

    @Operation
    <T> void generic(T value);

    @Operation
    <T> T[] array();

    @Operation
    void raw(int number, Map map);
  }

  @Test
  void parametersAndResultAreFullyKnown() {
    String result = ": the result of an @Operation must be a fully known type, but ";
    assertBroken(
        UnknownTypes.class,
        "UnknownTypes#array()" + result + "the type variable T is not resolved; name the type",
        "UnknownTypes#generic(Object): parameter 'value' must be a fully known type, but the type"
            + " variable T is not resolved; name the type",
        "UnknownTypes#nested()" + result + "the wildcard ? is not a type; name the type",
        "UnknownTypes#raw(int,Map): parameter 'map' must be a fully known type, but Map is raw,"
            + " without its type arguments; name the type",
        "UnknownTypes#rawFuture()"
            + result
            + "CompletableFuture is raw, without its type arguments; name the type",
        "UnknownTypes#anyFuture()" + result + "the wildcard ? is not a type; name the type");
  }

  @RemoteInterface
  interface OneWay {
    @Operation(oneWay = true)
    void say(String text);
  }

  @RemoteInterface
  interface OneWayFuture {
    @Operation(oneWay = true)
    CompletableFuture<Void> say(String text);
  }

  @RemoteInterface
  interface OneWayOfAPair {
    @Operation
    void say();

    @Operation(oneWay = true)
    CompletableFuture<Void> sayAsync();
  }

  @Test
  void oneWay() {
    assertFalse(only(Voids.class).oneWay());
    assertTrue(only(OneWay.class).oneWay());
    assertTrue(only(OneWayFuture.class).oneWay());
    assertTrue(only(OneWayOfAPair.class).oneWay());
  }

  @RemoteInterface
  interface OneWayWithResult {
    @Operation(value = "speak", oneWay = true)
    int say();

    @Operation(oneWay = true)
    CompletableFuture<String> ask();
  }

  @Test
  void oneWayHasNoResult() {
    String rule = " is oneWay, so it has no reply and no result; return void, or remove oneWay";
    assertBroken(
        OneWayWithResult.class,
        "OneWayWithResult#say(): @Operation 'speak'" + rule,
        "OneWayWithResult#ask(): @Operation 'ask'" + rule);
  }

  @RemoteInterface
  interface TwoDeliveries {
    @Operation(delivery = Delivery.QOS_1)
    void say();

    @Operation(delivery = Delivery.QOS_2)
    CompletableFuture<Void> sayAsync();
  }

  @RemoteInterface
  interface OneDelivery {
    @Operation
    void say();

    @Operation(delivery = Delivery.QOS_2)
    CompletableFuture<Void> sayAsync();
  }

  @Test
  void pairHasOneDelivery() {
    assertEquals(Delivery.QOS_2, only(OneDelivery.class).delivery());
    assertBroken(
        TwoDeliveries.class,
        "TwoDeliveries#sayAsync(): the two methods of @Operation 'say' must have the same delivery;"
            + " set it on only one of them");
  }

  @RemoteInterface
  interface OfAnyClass {
    @Operation
    void say(Class<?> type);
  }

  /** To name its type argument would not help. */
  @Test
  void classesAreNoPayloadsWhateverTheirTypeArgument() {
    assertBroken(
        OfAnyClass.class,
        "OfAnyClass#say(Class): parameter 'type' must be a fully known type, but a Class would be"
            + " looked up by a name from the wire; use another type");
  }
}
