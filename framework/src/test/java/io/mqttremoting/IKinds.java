package io.mqttremoting;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import io.mqttremoting.api.Description;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteError;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Each kind of member and of type. */
@SuppressWarnings("ArrayRecordComponent") // never compared
@RemoteInterface(module = "io.kinds", name = "Kinds", version = "1.2")
@Description("Each kind")
interface IKinds {
  @Property
  @Description("how many")
  int getCount();

  @Property
  CompletableFuture<Integer> setCount(int count) throws FullException;

  @Property
  Subscription onCountChanged(Consumer<Integer> handler);

  @Property
  Numbers getNumbers();

  @Property
  Texts getTexts();

  @Property
  Containers getContainers();

  @Property
  Tree getTree();

  @Operation(timeoutMillis = 5000)
  @Description("finds items")
  Page<Item> find(@Description("what to look for") String text, Level level, Grade grade)
      throws FullException;

  @Operation(oneWay = true)
  void forget(List<UUID> ids, byte[] data);

  @Operation
  CompletableFuture<Optional<Shape>> shape(Shape shape, Page<Shape> shapes);

  @Operation
  Odd odd(Month month, Bean bean, JsonNode node, Object any, Named named);

  @Signal
  @Description("nothing is left")
  Subscription onEmpty(Runnable handler);

  @Signal
  Subscription onFound(BiConsumer<Item, Long> handler);

  @RemoteError("full")
  final class FullException extends Exception {
    private static final long serialVersionUID = 1L;

    FullException(String message) {
      super(message);
    }
  }

  record Numbers(
      boolean a,
      byte b,
      short c,
      int d,
      long e,
      float f,
      double g,
      Integer h,
      BigInteger i,
      BigDecimal j,
      Year k,
      OptionalInt l) {}

  record Texts(
      String a,
      char b,
      char[] c,
      Instant d,
      LocalDate e,
      ZonedDateTime f,
      Duration g,
      UUID h,
      @JsonFormat(pattern = "dd.MM.yyyy") LocalDate i) {}

  record Containers(
      int[] a,
      List<String> b,
      List<List<Item>> c,
      Map<String, Item> d,
      Optional<String> e,
      List<Optional<Level>> f,
      Item[] g,
      Map<Level, List<Integer>> h) {}

  @Description("a node")
  record Tree(@Description("the label") String label, List<Tree> children) {}

  @Description("an item")
  record Item(@JsonProperty(value = "full-name", required = true) String fullName, int age) {}

  record Page<T>(List<T> items, boolean more) {}

  @Description("how loud")
  enum Level {
    @Description("not loud")
    LOW,
    HIGH
  }

  enum Grade {
    GOOD("good"),
    BAD("bad");

    private final String text;

    Grade(String text) {
      this.text = text;
    }

    @JsonValue
    String text() {
      return text;
    }
  }

  enum Signed {
    MINUS(-1),
    PLUS(1);

    private final int number;

    Signed(int number) {
      this.number = number;
    }

    @JsonValue
    int number() {
      return number;
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Square.class, name = "square"),
    @JsonSubTypes.Type(value = Circle.class, name = "circle")
  })
  sealed interface Shape permits Circle, Square {}

  record Circle(double radius) implements Shape {}

  record Square(double side, Signed sign) implements Shape {}

  record Odd(
      @JsonSerialize(using = Shout.class) String shouted,
      @JsonUnwrapped Item item,
      @JsonFormat(shape = JsonFormat.Shape.ARRAY) Item array,
      @JsonIgnoreProperties("age") Item part) {}

  record Named(@JsonValue long id) {}

  final class Shout extends StdScalarSerializer<String> {
    private static final long serialVersionUID = 1L;

    Shout() {
      super(String.class);
    }

    @Override
    public void serialize(String value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeNumber(value.length());
    }
  }

  /** A bean. */
  final class Bean {
    private String name;

    /** Is not sent. */
    @JsonIgnore public int secret;

    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }
  }
}
