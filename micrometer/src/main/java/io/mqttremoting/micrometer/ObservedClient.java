package io.mqttremoting.micrometer;

import static io.mqttremoting.micrometer.RemotingObservationDocumentation.CLIENT_CALL;
import static io.mqttremoting.micrometer.RemotingObservationDocumentation.HANDLER;

import io.micrometer.observation.Observation;
import io.mqttremoting.api.CallChain;
import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteEvent;
import io.mqttremoting.api.RemoteReply;
import io.mqttremoting.micrometer.RemotingObservation.Settings;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Observes the calls and handlers of clients. Thread-safe. */
final class ObservedClient implements ClientInterceptor {
  private static final ClientCallConvention OF_CALLS = new ClientCallConvention();
  private static final HandlerConvention OF_HANDLERS = new HandlerConvention();

  private final Settings settings;
  private final URI broker;

  ObservedClient(Settings settings, URI broker) {
    this.settings = settings;
    this.broker = broker;
  }

  @Override
  public CompletableFuture<RemoteReply> intercept(RemoteCall call, CallChain chain) {
    if (settings.registry().isNoop()) {
      return chain.proceed(call);
    }
    Observation caller = settings.registry().getCurrentObservation();
    ClientCallContext context = new ClientCallContext(call, broker);
    Observation observation =
        CLIENT_CALL
            .observation(
                settings.conventions().ofClients(), OF_CALLS, () -> context, settings.registry())
            .start();
    Metadata metadata = Carrier.with(call.metadata(), context.getCarrier());
    CompletableFuture<RemoteReply> outcome =
        ObservedCall.proceed(observation, chain, call.withMetadata(metadata));
    CompletableFuture<RemoteReply> result = new CompletableFuture<>();
    outcome.whenComplete(
        (reply, never) -> {
          context.setResponse(reply);
          ObservedCall.stop(observation, reply);
          complete(result, reply, caller);
        });
    return result;
  }

  /** Callbacks of the user's future run in here: they continue what the caller does. */
  private static void complete(
      CompletableFuture<RemoteReply> result, RemoteReply reply, @Nullable Observation caller) {
    if (caller == null) {
      result.complete(reply);
    } else {
      caller.scoped(() -> result.complete(reply));
    }
  }

  @Override
  public void aroundSignalHandler(RemoteEvent signal, Runnable handler) {
    observe(settings.signals(), signal, false, handler);
  }

  @Override
  public void aroundValueHandler(RemoteEvent value, Runnable handler) {
    observe(settings.values(), value, true, handler);
  }

  private void observe(boolean isOn, RemoteEvent event, boolean isValue, Runnable handler) {
    if (!isOn) {
      handler.run();
      return;
    }
    HANDLER
        .observation(
            settings.conventions().ofHandlers(),
            OF_HANDLERS,
            () -> new HandlerContext(event, isValue),
            settings.registry())
        .observe(handler);
  }
}
