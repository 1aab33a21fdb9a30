package io.mqttremoting.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.model.End;
import io.mqttremoting.internal.model.InterfaceReader;
import io.mqttremoting.internal.model.PayloadRules;
import java.lang.reflect.Type;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Types that Jackson cannot handle are errors of the interface, and the message says what to do.
 */
class PayloadTypesTest {
  interface Shape {
    double area();
  }

  record Circle(double area) implements Shape {}

  @SuppressWarnings("ClassCanBeStatic") // on purpose
  final class Inner {
    public int x;
  }

  static final class NoCreator implements NamesNoCreator {
    public final int x;
    public final int y;

    NoCreator(int x, int y) {
      this.x = x;
      this.y = y;
    }

    NoCreator(String x, int y) {
      this(Integer.parseInt(x), y);
    }
  }

  static final class FromText {
    public final String text;

    FromText(String text) {
      this.text = text;
    }
  }

  static final class DeclaredFromText {
    private final String text;

    @JsonCreator
    DeclaredFromText(String text) {
      this.text = text;
    }

    @JsonValue
    String text() {
      return text;
    }
  }

  static final class NoGetters {
    @SuppressWarnings("UnusedVariable") // on purpose
    private int x;
  }

  static final class Nothing {}

  record NothingEither() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
  interface ByClass {}

  record ByMinimalClass(@JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS) Shape shape) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({@JsonSubTypes.Type(Good.class), @JsonSubTypes.Type(Better.class)})
  sealed interface ByName permits Good, Better {}

  record Good(int x) implements ByName {}

  record Better(String y) implements ByName {}

  record Where(
      @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
          @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
          Shape shape,
      @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
          @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
          List<Shape> shapes) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes(@JsonSubTypes.Type(WithoutGetters.class))
  abstract static class Named {}

  static final class WithoutGetters extends Named {
    @SuppressWarnings("UnusedVariable") // on purpose
    private int x;
  }

  enum Fraction {
    HALF(0.5),
    ONE(1.0);

    private final double value;

    Fraction(double value) {
      this.value = value;
    }

    @JsonValue
    double value() {
      return value;
    }
  }

  enum Twice {
    A,
    B;

    @JsonValue
    int value() {
      return 7;
    }
  }

  @JsonFormat(shape = JsonFormat.Shape.STRING)
  enum AsText {
    A
  }

  enum Plain {
    A
  }

  record Formatted(@JsonFormat(shape = JsonFormat.Shape.STRING) Plain plain) {}

  record FormattedAll(@JsonFormat(shape = JsonFormat.Shape.STRING) List<Plain> plains) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes(@JsonSubTypes.Type(NoCreator.class))
  interface NamesNoCreator {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  interface NamesNothing {}

  record Numbered(@JsonFormat(shape = JsonFormat.Shape.STRING) long id) {}

  record Decided(@JsonFormat(shape = JsonFormat.Shape.NUMBER) boolean yes) {}

  record Tree(String name, List<Tree> children) {}

  private static Type in(Class<?> container, Type... arguments) {
    return SupportedTypes.parameterized(container, arguments);
  }

  private static String sending(Type type) {
    return Json.CODEC.payloadRules().problemOfSending(type).orElse(null);
  }

  private static String receiving(Type type) {
    return Json.CODEC.payloadRules().problemOfReceiving(type).orElse(null);
  }

  private static final String SHAPE =
      "Shape is abstract and does not declare its subtypes; use a record or class, or"
          + " annotate it with @JsonTypeInfo(use = NAME) and @JsonSubTypes";
  private static final String TEACH =
      "; or add a .jacksonModule(…) or .jacksonMixIn(…) to the connection, at both ends";
  private static final String NO_GETTERS =
      " has no properties that Jackson sees; add getters, make it a record, or annotate its"
          + " fields with @JsonProperty"
          + TEACH;
  private static final String NO_CREATOR =
      " has neither a constructor without parameters nor one whose fields Jackson knows; make"
          + " it a record, or annotate a constructor with @JsonCreator"
          + TEACH;
  private static final String BY_CLASS =
      " is not supported, because no class is looked up by a name from the wire; use NAME with"
          + " @JsonSubTypes";

  static Stream<Arguments> unreceivable() {
    String inner =
        "Inner is an inner class, which cannot be instantiated from JSON; make it static, or a"
            + " record";
    return Stream.of(
        Arguments.of(Shape.class, SHAPE),
        Arguments.of(in(List.class, Shape.class), SHAPE),
        Arguments.of(in(Map.class, String.class, in(Optional.class, Shape.class)), SHAPE),
        Arguments.of(Shape[].class, SHAPE),
        Arguments.of(in(SupportedTypes.Holder.class, Shape.class), SHAPE),
        Arguments.of(Inner.class, inner),
        Arguments.of(in(List.class, Inner.class), inner),
        Arguments.of(NoCreator.class, "NoCreator" + NO_CREATOR),
        Arguments.of(
            NamesNothing.class, SHAPE.replace("Shape is abstract", "NamesNothing is abstract")),
        Arguments.of(FromText.class, "FromText" + NO_CREATOR));
  }

  @ParameterizedTest
  @MethodSource
  void unreceivable(Type type, String problem) {
    assertEquals(problem, receiving(type));
    assertEquals(null, sending(type), "it can be sent");
  }

  /** Compiles a class without {@code -parameters}, and returns why it is refused. */
  private static String receivingNameless(Path directory, String body) throws Exception {
    Path source = directory.resolve("Nameless.java");
    Files.writeString(
        source,
        "import com.fasterxml.jackson.annotation.*;\npublic class Nameless {\n" + body + "\n}");
    String classPath = System.getProperty("java.class.path");
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", classPath, "-d", directory + "", source.toString());
    assertEquals(0, failed);
    try (URLClassLoader classes = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      return receiving(classes.loadClass("Nameless"));
    }
  }

  @Test
  void namesOfParametersAreMissed(@TempDir Path directory) throws Exception {
    assertEquals(
        "Nameless has neither a constructor without parameters nor one whose fields Jackson"
            + " knows; compile it with -parameters, make it a record, or annotate a"
            + " constructor with @JsonCreator"
            + TEACH,
        receivingNameless(
            directory, "public int sum; public Nameless(int x, int y) { sum = x + y; }"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@JsonCreator Nameless(int x, int y) {}",
        "@JsonCreator Nameless(@JsonProperty(\"x\") int x, int y) {}",
        "Nameless(int x, @JsonProperty(\"y\") int y) {}",
        "Nameless(Object x) {} @JsonCreator static Nameless of(int x, int y) { return null; }"
      })
  void namesOfParametersOfACreatorAreMissed(String body, @TempDir Path directory) throws Exception {
    assertEquals(
        "Nameless is created by a constructor or method whose parameter names Jackson does not"
            + " know; name each parameter of its @JsonCreator with @JsonProperty, or compile it"
            + " with -parameters",
        receivingNameless(directory, body));
  }

  abstract static class OtherTypes {
    @JsonProperty("width")
    int x;

    @JsonCreator
    OtherTypes(@JsonProperty("x") long x, @JsonProperty("y") long y) {}
  }

  @Test
  void aMixInThatDoesNotFitIsTold() {
    PayloadRules ofCreator =
        new JsonCodec(1024, JsonAdditions.NONE.with(NoCreator.class, OtherTypes.class))
            .payloadRules();
    assertEquals(
        Optional.of(
            "NoCreator"
                + NO_CREATOR.replace(TEACH, "")
                + "; in its mix-in OtherTypes, that constructor must have the same parameter"
                + " types"),
        ofCreator.problemOfReceiving(NoCreator.class));
    PayloadRules ofFields =
        new JsonCodec(1024, JsonAdditions.NONE.with(NoGetters.class, NoCreator.class))
            .payloadRules();
    assertEquals(
        Optional.of(
            "NoGetters"
                + NO_GETTERS.replace(TEACH, "")
                + "; in its mix-in NoCreator, fields and getters must have the same names"),
        ofFields.problemOfSending(NoGetters.class));
  }

  static Stream<Arguments> unsendable() {
    String scalar = ", because the receiver would refuse it; remove it, or use another type";
    return Stream.of(
        Arguments.of(
            Numbered.class, "@JsonFormat(shape = STRING) is not supported for a long" + scalar),
        Arguments.of(
            Decided.class, "@JsonFormat(shape = NUMBER) is not supported for a boolean" + scalar),
        Arguments.of(NoGetters.class, "NoGetters" + NO_GETTERS),
        Arguments.of(in(List.class, NoGetters.class), "NoGetters" + NO_GETTERS),
        Arguments.of(in(Optional.class, NoGetters.class), "NoGetters" + NO_GETTERS),
        Arguments.of(in(Map.class, String.class, NoGetters[].class), "NoGetters" + NO_GETTERS),
        Arguments.of(in(SupportedTypes.Holder.class, NoGetters.class), "NoGetters" + NO_GETTERS),
        Arguments.of(Named.class, "WithoutGetters" + NO_GETTERS));
  }

  @ParameterizedTest
  @MethodSource
  void unsendable(Type type, String problem) {
    assertEquals(problem, sending(type));
    assertEquals(null, receiving(type), "it can be received");
  }

  static Stream<Arguments> impossible() {
    String asText =
        " is not supported, because an enum is sent as an integer; remove it, or give the enum a"
            + " @JsonValue";
    return Stream.of(
        Arguments.of(
            ByClass.class, "@JsonTypeInfo(use = CLASS) of " + ByClass.class.getName() + BY_CLASS),
        Arguments.of(
            in(List.class, ByClass.class),
            "@JsonTypeInfo(use = CLASS) of " + ByClass.class.getName() + BY_CLASS),
        Arguments.of(
            Fraction.class,
            "@JsonValue of Fraction returns a Double, but an enum is sent as a whole number or a"
                + " text; return an int or a String"),
        Arguments.of(
            Twice.class,
            "@JsonValue of Twice returns 7 for both A and B; return a different value for each"
                + " constant"),
        Arguments.of(AsText.class, "@JsonFormat(shape = STRING) of AsText" + asText),
        Arguments.of(Formatted.class, "@JsonFormat(shape = STRING) of Plain" + asText),
        Arguments.of(FormattedAll.class, "@JsonFormat(shape = STRING) of Plain" + asText));
  }

  @ParameterizedTest
  @MethodSource
  void impossible(Type type, String problem) {
    assertEquals(problem, sending(type));
    assertEquals(problem, receiving(type));
  }

  @Test
  void aSubtypeThatNobodyCanMakeIsFound() {
    assertEquals("NoCreator" + NO_CREATOR, receiving(NamesNoCreator.class));
    assertEquals("NoCreator" + NO_CREATOR, receiving(in(List.class, NamesNoCreator.class)));
  }

  @Test
  void namesOfClassesOfAFieldAreImpossible() {
    assertNotNull(sending(ByMinimalClass.class));
    assertNotNull(receiving(ByMinimalClass.class));
  }

  static Stream<Type> possible() {
    return Stream.concat(
        SupportedTypes.nested().stream().map(SupportedTypes.Supported::type),
        Stream.of(
            ByName.class,
            Where.class,
            Nothing.class,
            NothingEither.class,
            DeclaredFromText.class,
            Tree.class,
            com.fasterxml.jackson.databind.JsonNode.class,
            StringBuilder.class,
            java.util.concurrent.TimeUnit.class));
  }

  @ParameterizedTest
  @MethodSource
  void possible(Type type) {
    assertEquals(null, sending(type));
    assertEquals(null, receiving(type));
  }

  @RemoteInterface
  interface IBroken {
    @Property
    NoGetters getA();

    @Property
    void setA(NoGetters a);

    @Property
    Subscription onAChanged(Consumer<NoGetters> handler);

    @Property
    Shape getB();

    @Operation
    Shape cut(Shape shape, List<NoGetters> others);

    @Operation("")
    void broken$(List<?> any);

    @Signal
    Subscription onBumped(BiConsumer<String, Shape> handler);
  }

  private static String message(Class<?> type, End end) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> InterfaceReader.read(type, end, Json.CODEC.payloadRules()))
        .getMessage();
  }

  @Test
  void allAreToldAtOnceByWhoUsesThem() {
    String name = IBroken.class.getName();
    String broken =
        "\n- IBroken#broken$(List): the @Operation name 'broken$' must be one topic level:"
            + " 1 to 200 bytes in UTF-8, without '/', '+', '#', '$' and characters that MQTT"
            + " forbids, such as control characters; choose another with @Operation(\"name\")"
            + "\n- IBroken#broken$(List): parameter 'any' must be a fully known type, but the"
            + " wildcard ? is not a type; name the type";
    assertEquals(
        name
            + " cannot be a remote interface, 7 rules are broken:"
            + broken
            + ("\n- IBroken#setA(NoGetters): the value cannot be sent: NoGetters" + NO_GETTERS)
            + ("\n- IBroken#getB(): the value cannot be received: " + SHAPE)
            + "\n- IBroken#cut(Shape,List): parameter 'others' cannot be sent: NoGetters has no"
            + " properties that Jackson sees, as above"
            + "\n- IBroken#cut(Shape,List): the result cannot be received: Shape is abstract and"
            + " does not declare its subtypes, as above"
            + "\n- IBroken#onBumped(BiConsumer): parameter 2 of the handler cannot be received:"
            + " Shape"
            + " is abstract and does not declare its subtypes, as above",
        message(IBroken.class, End.CLIENT));
    assertEquals(
        name
            + " cannot be a remote interface, 4 rules are broken:"
            + broken
            + ("\n- IBroken#getA(): the value cannot be sent: NoGetters" + NO_GETTERS)
            + "\n- IBroken#cut(Shape,List): parameter 'shape' cannot be received: "
            + SHAPE,
        message(IBroken.class, End.SERVICE));
  }
}
