package io.mqttremoting.internal.model;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The operations that every service has in addition to those of its interface (wire protocol,
 * Internal operations).
 */
public final class InternalOperations {
  /** Reads a property. */
  public static final String GET = "_get";

  /** Changes a property and returns its new value. */
  public static final String SET = "_set";

  /** Returns the contract of the interface. */
  public static final String DESCRIBE = "_describe";

  /** Cancels a call; never answered. */
  public static final String CANCEL = "_cancel";

  /** Makes the service publish its status and values again; never answered. */
  public static final String ANNOUNCE = "_announce";

  /**
   * Checks whether the service is alive. It answers at once with its clock, also while the
   * implementation is busy.
   */
  public static final String PING = "_ping";

  /** The first parameter of {@link #GET} and {@link #SET}. */
  public static final ParameterModel NAME = new ParameterModel("property", String.class);

  /** Much longer than a live service needs to answer. */
  private static final Duration PING_TIMEOUT = Duration.ofSeconds(5);

  private InternalOperations() {}

  /** {@link #GET} for one property: takes its name and returns its value. */
  public static OperationModel get(PropertyModel property) {
    return model(GET, List.of(NAME), property, List.of());
  }

  /** {@link #SET} for one property: takes its name and a value and returns the new value. */
  public static OperationModel set(PropertyModel property) {
    return model(
        SET,
        List.of(NAME, new ParameterModel("value", property.type())),
        property,
        property.errors());
  }

  /** {@link #PING}. */
  public static OperationModel ping() {
    return own(PING, Long.class, Optional.of(PING_TIMEOUT));
  }

  /** {@link #DESCRIBE}. */
  public static OperationModel describe() {
    return own(DESCRIBE, Object.class, Optional.empty());
  }

  private static OperationModel own(String name, Type result, Optional<Duration> timeout) {
    return OperationModel.undeclared(name, List.of(), result, timeout, List.of());
  }

  private static OperationModel model(
      String name,
      List<ParameterModel> parameters,
      PropertyModel property,
      List<ErrorModel> errors) {
    return OperationModel.undeclared(
        name, parameters, Types.boxed(property.type()), Optional.empty(), errors);
  }
}
