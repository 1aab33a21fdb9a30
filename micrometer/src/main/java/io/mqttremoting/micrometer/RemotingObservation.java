package io.mqttremoting.micrometer;

import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import io.mqttremoting.ConnectionBuilder;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes each call an observation, at both ends: a timer, and with micrometer-tracing a span. The
 * names are those of OpenTelemetry's conventions for RPC; {@link RemotingObservationDocumentation}
 * lists them.
 *
 * <pre>{@code
 * RemotingConnection connection =
 *     RemotingObservation.with(registry).applyTo(MqttRemoting.connection(uri)).connect();
 * }</pre>
 *
 * <p>The trace crosses the wire as metadata, with the names that the propagator of the tracer uses:
 * {@code traceparent} and {@code tracestate} by default. The span of a service is a child of the
 * caller's. While the implementation runs, its observation is the current one, so calls that it
 * makes are children in turn; callbacks of a future that a client returns run with the observation
 * that was current when the call was made.
 *
 * <p>Immutable: each {@code with…} method returns a changed copy.
 */
@SuppressWarnings("exports") // users need no JSpecify
public final class RemotingObservation {
  private final Settings settings;

  /** What is observed, with what names. */
  record Settings(
      ObservationRegistry registry, Conventions conventions, boolean signals, boolean values) {}

  /** The conventions that users replace; {@code null} for the default. */
  record Conventions(
      @Nullable ObservationConvention<ClientCallContext> ofClients,
      @Nullable ObservationConvention<ServiceCallContext> ofServices,
      @Nullable ObservationConvention<PublicationContext> ofPublications,
      @Nullable ObservationConvention<HandlerContext> ofHandlers) {}

  private RemotingObservation(Settings settings) {
    this.settings = settings;
  }

  /** Observes calls with this registry. */
  public static RemotingObservation with(ObservationRegistry registry) {
    return new RemotingObservation(
        new Settings(
            Objects.requireNonNull(registry, "registry"),
            new Conventions(null, null, null, null),
            false,
            false));
  }

  /**
   * Names the observations of calls at clients. Default: {@link ClientCallConvention}, unless the
   * registry has a convention for {@link ClientCallContext}.
   */
  public RemotingObservation withClientConvention(
      ObservationConvention<ClientCallContext> convention) {
    Objects.requireNonNull(convention, "convention");
    Conventions conventions = settings.conventions;
    return with(
        new Conventions(
            convention,
            conventions.ofServices,
            conventions.ofPublications,
            conventions.ofHandlers));
  }

  /**
   * Names the observations of calls at services. Default: {@link ServiceCallConvention}, unless the
   * registry has a convention for {@link ServiceCallContext}.
   */
  public RemotingObservation withServiceConvention(
      ObservationConvention<ServiceCallContext> convention) {
    Objects.requireNonNull(convention, "convention");
    Conventions conventions = settings.conventions;
    return with(
        new Conventions(
            conventions.ofClients, convention, conventions.ofPublications, conventions.ofHandlers));
  }

  /**
   * Names the observations of signals and values that are published. Default: {@link
   * PublicationConvention}, unless the registry has a convention for {@link PublicationContext}.
   */
  public RemotingObservation withPublicationConvention(
      ObservationConvention<PublicationContext> convention) {
    Objects.requireNonNull(convention, "convention");
    Conventions conventions = settings.conventions;
    return with(
        new Conventions(
            conventions.ofClients, conventions.ofServices, convention, conventions.ofHandlers));
  }

  /**
   * Names the observations of handlers. Default: {@link HandlerConvention}, unless the registry has
   * a convention for {@link HandlerContext}.
   */
  public RemotingObservation withHandlerConvention(
      ObservationConvention<HandlerContext> convention) {
    Objects.requireNonNull(convention, "convention");
    Conventions conventions = settings.conventions;
    return with(
        new Conventions(
            conventions.ofClients, conventions.ofServices, conventions.ofPublications, convention));
  }

  private RemotingObservation with(Conventions changed) {
    return new RemotingObservation(
        new Settings(settings.registry, changed, settings.signals, settings.values));
  }

  /**
   * Also observes signals: each that a service raises, and each call of a handler. With MQTT 5, the
   * span of the handler is a child of the span of the service; MQTT 3.1.1 has no place for a trace
   * in a signal, so it begins a new one. Default: signals are not observed.
   */
  public RemotingObservation withSignals() {
    return new RemotingObservation(
        new Settings(settings.registry, settings.conventions, true, settings.values));
  }

  /**
   * Also observes values of properties: each new one at the service, and each call of a handler.
   * The span of a handler always begins a new trace: the broker retains values, so they may arrive
   * any time after the change. Default: values are not observed.
   */
  public RemotingObservation withValues() {
    return new RemotingObservation(
        new Settings(settings.registry, settings.conventions, settings.signals, true));
  }

  /**
   * Observes all clients and services of the connections of this builder. Interceptors that were
   * added to the builder before run outside of the observation.
   *
   * @return the builder
   */
  public ConnectionBuilder applyTo(ConnectionBuilder builder) {
    URI broker = builder.brokers().get(0);
    return builder
        .interceptor(new ObservedClient(settings, broker))
        .serviceInterceptor(new ObservedService(settings, broker));
  }
}
