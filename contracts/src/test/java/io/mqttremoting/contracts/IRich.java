package io.mqttremoting.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.mqttremoting.api.Description;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteError;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What Java can say and ApiGear cannot. */
@RemoteInterface(module = "io.rich", version = "2.1")
@Description("Rich")
interface IRich {
  @Property
  @Description("by name")
  Map<String, Item> getItems();

  @Property
  CompletableFuture<Map<String, Item>> setItems(Map<String, Item> items) throws FullException;

  @Property
  Subscription onItemsChanged(Consumer<Map<String, Item>> handler);

  @Operation(timeoutMillis = 5000)
  Page<Item> find(@Description("part of a label") String text, Optional<Grade> grade)
      throws FullException, LostException;

  @Operation(oneWay = true)
  void forget(List<UUID> ids, byte[] data);

  @Operation
  Shape rotate(Shape shape, List<List<Integer>> matrix);

  @Signal
  Subscription onDone(Runnable handler);

  @Signal
  Subscription onFound(Consumer<Item> handler);

  /** An item. */
  @Description("an item")
  record Item(
      @JsonProperty(required = true) long id,
      @Description("for people") String label,
      Instant since,
      Optional<Item> parent,
      BigDecimal price,
      BigInteger count,
      Level level) {}

  /** Generic. */
  record Page<T>(List<T> entries, int number) {}

  /** Texts. */
  enum Grade {
    GOOD("good"),
    @Description("not good")
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

  /** Negative. */
  enum Level {
    LOW(-1),
    HIGH(1);

    private final int number;

    Level(int number) {
      this.number = number;
    }

    @JsonValue
    int number() {
      return number;
    }
  }

  /** One of two. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Circle.class, name = "circle"),
    @JsonSubTypes.Type(value = Square.class, name = "square")
  })
  sealed interface Shape permits Circle, Square {}

  /** Round. */
  record Circle(double radius) implements Shape {}

  /** Not round. */
  record Square(double side) implements Shape {}

  /** No more room. */
  @RemoteError("full")
  class FullException extends Exception {
    private static final long serialVersionUID = 1L;

    public FullException(String message) {
      super(message);
    }
  }

  /** Nowhere. */
  @RemoteError("not-found")
  class LostException extends Exception {
    private static final long serialVersionUID = 1L;

    public LostException(String message) {
      super(message);
    }
  }
}
