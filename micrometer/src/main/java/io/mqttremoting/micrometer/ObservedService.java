package io.mqttremoting.micrometer;

import static io.mqttremoting.micrometer.RemotingObservationDocumentation.PUBLICATION;
import static io.mqttremoting.micrometer.RemotingObservationDocumentation.SERVICE_CALL;

import io.micrometer.observation.Observation;
import io.mqttremoting.api.CallChain;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.OperationContext;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteEvent;
import io.mqttremoting.api.RemoteReply;
import io.mqttremoting.api.ServiceInterceptor;
import io.mqttremoting.micrometer.RemotingObservation.Settings;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** Observes the calls, signals and values of services. Thread-safe. */
final class ObservedService implements ServiceInterceptor {
  private static final ServiceCallConvention OF_CALLS = new ServiceCallConvention();
  private static final PublicationConvention OF_PUBLICATIONS = new PublicationConvention();

  private final Settings settings;
  private final URI broker;

  ObservedService(Settings settings, URI broker) {
    this.settings = settings;
    this.broker = broker;
  }

  @Override
  public CompletableFuture<RemoteReply> intercept(RemoteCall call, CallChain chain) {
    if (settings.registry().isNoop()) {
      return chain.proceed(call);
    }
    ServiceCallContext context = new ServiceCallContext(call, OperationContext.current(), broker);
    Observation observation =
        SERVICE_CALL
            .observation(
                settings.conventions().ofServices(), OF_CALLS, () -> context, settings.registry())
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
    return settings.signals() ? published(signal, false) : signal.metadata();
  }

  @Override
  public Metadata onValue(RemoteEvent value) {
    return settings.values() ? published(value, true) : value.metadata();
  }

  private Metadata published(RemoteEvent event, boolean isValue) {
    PublicationContext context = new PublicationContext(event, isValue);
    PUBLICATION
        .observation(
            settings.conventions().ofPublications(),
            OF_PUBLICATIONS,
            () -> context,
            settings.registry())
        .start()
        .stop();
    return Carrier.with(event.metadata(), context.getCarrier());
  }
}
