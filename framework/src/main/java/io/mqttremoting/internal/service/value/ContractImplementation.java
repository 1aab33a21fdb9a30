package io.mqttremoting.internal.service.value;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.connection.LoopGuard;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.model.DescribedType;
import io.mqttremoting.internal.model.HandlerModel;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.model.SignalModel;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The members of a contract, whose calls go to a handler. Thread-safe. */
public final class ContractImplementation implements Implementation {
  private final ContractModel contract;
  private final String id;
  private final Handler handler;
  private final Map<String, ObservableValue<Optional<Object>>> values = new TreeMap<>();
  private final Map<String, JsonValueCodec> codecs = new TreeMap<>(); // of the values
  private final Map<String, List<Consumer<Object[]>>> signals = new TreeMap<>();

  /** Executes calls; values and arguments are Jackson's nodes. */
  public interface Handler {
    /** Executes an operation. */
    CompletableFuture<?> call(String operation, Object[] arguments) throws Exception;

    /** Decides on a change of a property; returns its value from then on. */
    CompletableFuture<Optional<Object>> set(String property, Object value) throws Exception;

    /** The name for messages. */
    String name();
  }

  /**
   * The members of {@code contract}; no property has a value yet.
   *
   * @param id the name of the service in messages, with its namespace and instance
   */
  public ContractImplementation(ContractModel contract, String id, Handler handler) {
    this.contract = contract;
    this.id = id;
    this.handler = handler;
    for (ContractModel.Property property : contract.properties()) {
      values.put(property.name(), new ObservableValue<>(Optional.empty()));
      codecs.put(
          property.name(), JsonCodec.own().value(new DescribedType(property.type(), contract)));
    }
    for (ContractModel.Signal signal : contract.signals()) {
      signals.put(signal.name(), new CopyOnWriteArrayList<>());
    }
  }

  @Override
  public String name() {
    return handler.name();
  }

  @Override
  public ContractModel contract() {
    return contract;
  }

  @Override
  public void requireNoClient(LoopGuard loopGuard) {}

  @Override
  public @Nullable Object firstValue(PropertyModel property) {
    return valueOf(property.name()).get().orElse(null);
  }

  @Override
  public Subscription listen(
      PropertyModel property,
      HandlerModel model,
      Consumer<Object[]> publishing,
      LoopGuard loopGuard) {
    return valueOf(property.name())
        .onChange(value -> publishing.accept(new @Nullable Object[] {value.orElse(null)}));
  }

  @Override
  public Subscription listen(
      SignalModel signal, Consumer<Object[]> publishing, LoopGuard loopGuard) {
    List<Consumer<Object[]>> publishers = Objects.requireNonNull(signals.get(signal.name()));
    publishers.add(publishing);
    return () -> publishers.remove(publishing);
  }

  @Override
  public boolean returnsFuture(OperationModel operation) {
    return true;
  }

  @Override
  public Invocation operation(OperationModel operation) {
    return arguments -> thrownAsCause(() -> handler.call(operation.name(), arguments));
  }

  @Override
  @SuppressWarnings("NullAway") // like methods, which may return null
  public Invocation getter(PropertyModel property) {
    ObservableValue<Optional<Object>> value = valueOf(property.name());
    return arguments -> value.get().orElse(null);
  }

  @Override
  public Invocation setter(PropertyModel property) {
    String name = property.name();
    return arguments ->
        thrownAsCause(
            () ->
                handler
                    .set(name, arguments[0])
                    .thenApply(accepted -> published(name, accepted.orElse(null))));
  }

  /** A value that the handler has decided on: if it is none, that is no fault of the caller. */
  private @Nullable Object published(String property, @Nullable Object value) {
    try {
      change(property, value);
      return value;
    } catch (IllegalArgumentException e) {
      throw new RemotingException(
          ErrorCode.INTERNAL, id, property, "the value cannot travel: " + e.getMessage(), e);
    }
  }

  private interface Call {
    CompletableFuture<?> make() throws Exception;
  }

  private static Object thrownAsCause(Call call) throws InvocationTargetException {
    try {
      return call.make();
    } catch (Exception | Error e) {
      throw new InvocationTargetException(e);
    }
  }

  private ObservableValue<Optional<Object>> valueOf(String property) {
    ObservableValue<Optional<Object>> value = values.get(property);
    if (value == null) {
      throw unknown("property", property, values);
    }
    return value;
  }

  /**
   * Sets the value of a property, and publishes it if it is another one.
   *
   * @throws IllegalArgumentException if there is no such property, or the value is not of its type
   */
  public void publish(String property, @Nullable Object value) {
    valueOf(property); // exists
    try {
      change(property, value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          id + "." + property + ": this value is not published: " + e.getMessage(), e);
    }
  }

  private void change(String property, @Nullable Object value) {
    Objects.requireNonNull(codecs.get(property)).encode(value); // before it replaces the last
    valueOf(property).set(Optional.ofNullable(value));
  }

  /** The value of a property; {@code null} if it has none. */
  public @Nullable Object value(String property) {
    return valueOf(property).get().orElse(null);
  }

  /** Publishes a signal. */
  public void signal(String signal, Object[] arguments) {
    List<Consumer<Object[]>> publishers = signals.get(signal);
    if (publishers == null) {
      throw unknown("signal", signal, signals);
    }
    int expected =
        contract.signals().stream()
            .filter(each -> each.name().equals(signal))
            .mapToInt(each -> each.parameters().size())
            .sum();
    if (arguments.length != expected) {
      throw new IllegalArgumentException(
          id
              + "."
              + signal
              + ": this signal is not published: wrong number of arguments: "
              + expected
              + " expected, "
              + arguments.length
              + " given");
    }
    publishers.forEach(publishing -> publishing.accept(arguments));
  }

  private IllegalArgumentException unknown(String kind, String name, Map<String, ?> all) {
    return new IllegalArgumentException(
        id + " has no " + kind + " '" + name + "'; it has " + all.keySet());
  }
}
