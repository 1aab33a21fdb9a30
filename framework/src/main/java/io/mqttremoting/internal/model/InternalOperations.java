package io.mqttremoting.internal.model;

import io.mqttremoting.api.Delivery;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The operations that every served interface has beside its own (wire protocol, Internal
 * operations).
 */
public final class InternalOperations {
  /** Reads a property. */
  public static final String GET = "_get";

  /** Changes a property and tells what came of it. */
  public static final String SET = "_set";

  /** Tells the contract. */
  public static final String DESCRIBE = "_describe";

  /** Gives up a call; never answered. */
  public static final String CANCEL = "_cancel";

  /**
   * Is answered at once, also while the implementation is busy: whoever answers is alive. The
   * answer is the service's clock.
   */
  public static final String PING = "_ping";

  /** The first parameter of {@link #GET} and {@link #SET}. */
  public static final ParameterModel NAME = new ParameterModel("property", String.class);

  /** Far more than an answer takes from a service that is alive. */
  private static final Duration PING_TIMEOUT = Duration.ofSeconds(5);

  private InternalOperations() {}

  /** {@link #GET} for one property: its name becomes its value. */
  public static OperationModel get(PropertyModel property) {
    return model(GET, List.of(NAME), property, List.of());
  }

  /** {@link #SET} for one property: its name and a value become the value that it has then. */
  public static OperationModel set(PropertyModel property) {
    return model(
        SET,
        List.of(NAME, new ParameterModel("value", property.type())),
        property,
        property.errors());
  }

  /** {@link #PING}. */
  public static OperationModel ping() {
    return new OperationModel(
        PING,
        List.of(),
        Long.class,
        Optional.empty(),
        Optional.empty(),
        Optional.of(PING_TIMEOUT),
        false,
        Delivery.AUTO,
        List.of());
  }

  private static OperationModel model(
      String name,
      List<ParameterModel> parameters,
      PropertyModel property,
      List<ErrorModel> errors) {
    Type result = Types.boxed(property.type());
    return new OperationModel(
        name,
        parameters,
        result,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Delivery.AUTO,
        errors);
  }
}
