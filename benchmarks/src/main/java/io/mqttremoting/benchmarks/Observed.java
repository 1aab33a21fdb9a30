package io.mqttremoting.benchmarks;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.mqttremoting.micrometer.RemotingObservation;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/** Sides whose calls are observed, at both ends. */
final class Observed {
  private Observed() {}

  /** Calls through an interceptor at each end that does nothing. */
  static Side.Maker byNothing(Side.Maker calls) {
    return (setting, load) ->
        calls.open(
            new Setting(
                setting.broker(),
                setting.version(),
                builder ->
                    setting
                        .tuning()
                        .apply(builder)
                        .interceptor((call, chain) -> chain.proceed(call))
                        .serviceInterceptor((call, chain) -> chain.proceed(call))),
            load);
  }

  /** Calls that are measured by timers. */
  static Side.Maker byTimers(Side.Maker calls) {
    ObservationRegistry registry = ObservationRegistry.create();
    addTimers(registry);
    return with(registry, calls);
  }

  /** Calls that are measured by timers and have spans, which are recorded and then dropped. */
  static Side.Maker byTimersAndSpans(Side.Maker calls) {
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(SpanExporter.composite()))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    Tracer otel = sdk.getTracer("benchmarks");
    OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), event -> {});
    OtelPropagator propagator = new OtelPropagator(sdk.getPropagators(), otel);
    ObservationRegistry registry = ObservationRegistry.create();
    addTimers(registry);
    registry
        .observationConfig()
        .observationHandler(
            new FirstMatchingCompositeObservationHandler(
                new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
                new DefaultTracingObservationHandler(tracer)));
    return with(registry, calls);
  }

  private static void addTimers(ObservationRegistry registry) {
    registry
        .observationConfig()
        .observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
  }

  private static Side.Maker with(ObservationRegistry registry, Side.Maker calls) {
    RemotingObservation observation = RemotingObservation.with(registry);
    return (setting, load) ->
        calls.open(
            new Setting(
                setting.broker(),
                setting.version(),
                builder -> observation.applyTo(setting.tuning().apply(builder))),
            load);
  }
}
