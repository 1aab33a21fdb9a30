package io.mqttremoting.micrometer;

import static io.mqttremoting.micrometer.RemotingObservationDocumentation.PUBLICATION;
import static io.mqttremoting.micrometer.RemotingObservationDocumentation.SERVICE_CALL;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.mqttremoting.api.CallChain;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.OperationContext;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteEvent;
import io.mqttremoting.api.RemoteReply;
import io.mqttremoting.api.ServiceInterceptor;
import io.mqttremoting.micrometer.RemotingObservation.Conventions;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Observes the calls, signals and values of services. Thread-safe. */
final class ObservedService implements ServiceInterceptor {
  private static final ServiceCallConvention OF_CALLS = new ServiceCallConvention();
  private static final PublicationConvention OF_PUBLICATIONS = new PublicationConvention();

  private final ObservationRegistry registry;
  private final Conventions conventions;
  private final boolean signals;
  private final boolean values;
  private final Optional<URI> broker;

  ObservedService(
      ObservationRegistry registry,
      Conventions conventions,
      boolean signals,
      boolean values,
      Optional<URI> broker) {
    this.registry = registry;
    this.conventions = conventions;
    this.signals = signals;
    this.values = values;
    this.broker = broker;
  }

  @Override
  public CompletableFuture<RemoteReply> intercept(RemoteCall call, CallChain chain) {
    if (registry.isNoop()) {
      return chain.proceed(call);
    }
    ServiceCallContext context = new ServiceCallContext(call, OperationContext.current(), broker);
    Observation observation =
        SERVICE_CALL
            .observation(conventions.ofServices(), OF_CALLS, () -> context, registry)
            .start();
    return ObservedCall.proceed(observation, chain, call)
        .whenComplete(
            (reply, never) -> {
              context.setResponse(reply);
              ObservedCall.stop(observation, reply);
            });
  }

  @Override
  public Metadata onSignal(RemoteEvent signal) {
    return signals ? published(signal, false) : signal.metadata();
  }

  @Override
  public Metadata onValue(RemoteEvent value) {
    return values ? published(value, true) : value.metadata();
  }

  private Metadata published(RemoteEvent event, boolean isValue) {
    PublicationContext context = new PublicationContext(event, isValue);
    PUBLICATION
        .observation(conventions.ofPublications(), OF_PUBLICATIONS, () -> context, registry)
        .start()
        .stop();
    return Carrier.with(event.metadata(), context.getCarrier());
  }
}
