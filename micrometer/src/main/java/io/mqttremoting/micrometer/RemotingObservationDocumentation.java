package io.mqttremoting.micrometer;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observations of this library, and their keys. */
public enum RemotingObservationDocumentation implements ObservationDocumentation {
  /**
   * A call at a client: an operation, a setter, a confirmed write or a fetch, from the call to its
   * result. A setter without a result, and a one-way operation, end when the request is sent.
   */
  CLIENT_CALL(ClientCallConvention.NAME, ClientCallConvention.class),

  /** A call at a service: from its turn to its result, or to the end of its future. */
  SERVICE_CALL(ServiceCallConvention.NAME, ServiceCallConvention.class),

  /** A signal or a new value of a property that a service publishes; off by default. */
  PUBLICATION(PublicationConvention.NAME, PublicationConvention.class),

  /** A call of a handler of a signal or of a property's changes; off by default. */
  HANDLER(HandlerConvention.NAME, HandlerConvention.class);

  private final String name;
  private final Class<? extends ObservationConvention<? extends Observation.Context>> convention;

  RemotingObservationDocumentation(
      String name,
      Class<? extends ObservationConvention<? extends Observation.Context>> convention) {
    this.name = name;
    this.convention = convention;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public Class<? extends ObservationConvention<? extends Observation.Context>>
      getDefaultConvention() {
    return convention;
  }

  @Override
  public KeyName[] getLowCardinalityKeyNames() {
    return this == CLIENT_CALL || this == SERVICE_CALL ? CallKeys.values() : EventKeys.values();
  }

  @Override
  public KeyName[] getHighCardinalityKeyNames() {
    return DetailKeys.values();
  }

  /**
   * Keys of calls, of spans and metrics. Metrics have {@code none} for what does not apply; spans
   * do not have the key then.
   */
  public enum CallKeys implements KeyName {
    /** Always {@code mqtt_remoting}. */
    SYSTEM(CallKeyValues.SYSTEM),
    /**
     * The interface and the operation, {@code io.world.Hello/say}; for a property, {@code
     * io.world.Hello/set.last} or {@code io.world.Hello/get.last}. Without namespace and instance.
     */
    METHOD(CallKeyValues.METHOD),
    /**
     * {@code OK}, or the {@link io.mqttremoting.api.ErrorCode} that the caller gets. Does not apply
     * if the call failed otherwise, by an exception of an interceptor.
     */
    STATUS_CODE(CallKeyValues.STATUS_CODE),
    /** The status code of a call that failed; without a status code, the class of the exception. */
    ERROR_TYPE(CallKeyValues.ERROR_TYPE),
    /** The host of the first broker of the connection. */
    SERVER_ADDRESS(CallKeyValues.SERVER_ADDRESS),
    /** The port of that broker. */
    SERVER_PORT(CallKeyValues.SERVER_PORT);

    private final String key;

    CallKeys(String key) {
      this.key = key;
    }

    @Override
    public String asString() {
      return key;
    }
  }

  /** Keys of signals and values. */
  public enum EventKeys implements KeyName {
    /** The interface, {@code io.world.Hello}, without namespace and instance. */
    INTERFACE(EventKeyValues.INTERFACE),
    /** The signal or property. */
    MEMBER(EventKeyValues.MEMBER),
    /** {@code signal} or {@code value}. */
    KIND(EventKeyValues.KIND);

    private final String key;

    EventKeys(String key) {
      this.key = key;
    }

    @Override
    public String asString() {
      return key;
    }
  }

  /** Keys of spans only, if they apply. */
  public enum DetailKeys implements KeyName {
    /** The namespace. */
    NAMESPACE(CallKeyValues.NAMESPACE),
    /** The instance of the service. */
    INSTANCE(CallKeyValues.INSTANCE),
    /** At a service, the client identifier of the caller. */
    CALLER(CallKeyValues.CALLER);

    private final String key;

    DetailKeys(String key) {
      this.key = key;
    }

    @Override
    public String asString() {
      return key;
    }
  }
}
