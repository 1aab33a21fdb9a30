package io.mqttremoting.micrometer;

import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.mqttremoting.testsupport.Await;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A registry of observations that become spans of OpenTelemetry's SDK. */
final class Traces implements AutoCloseable {
  final ObservationRegistry registry = ObservationRegistry.create();
  private final InMemorySpanExporter memory = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk;

  Traces(SpanExporter... more) {
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(memory))
            .addSpanProcessor(SimpleSpanProcessor.create(SpanExporter.composite(more)))
            .build();
    sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(provider)
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    Tracer otel = sdk.getTracer("test");
    OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), event -> {});
    OtelPropagator propagator = new OtelPropagator(sdk.getPropagators(), otel);
    registry
        .observationConfig()
        .observationHandler(
            new ObservationHandler.FirstMatchingCompositeObservationHandler(
                new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
                new DefaultTracingObservationHandler(tracer)));
  }

  /** The ended spans. */
  List<SpanData> spans() {
    return memory.getFinishedSpanItems();
  }

  void clear() {
    memory.reset();
  }

  /** Waits for these spans and no others, and returns them as a tree of names and kinds. */
  void awaitTree(String... lines) {
    Await.equal(List.of(lines), this::tree);
  }

  private List<String> tree() {
    return tree(spans());
  }

  /** A line for each span, children below their parent with two blanks more before them. */
  static List<String> tree(List<SpanData> spans) {
    Map<String, SpanData> known =
        spans.stream().collect(Collectors.toMap(SpanData::getSpanId, span -> span));
    return spans.stream()
        .sorted(Comparator.comparing(span -> path(span, known)))
        .map(
            span ->
                "  ".repeat(path(span, known).split("/ ", -1).length - 1)
                    + span.getKind()
                    + " "
                    + span.getName())
        .toList();
  }

  /** Sorts children behind their parent, and siblings by their beginning. */
  private static String path(SpanData span, Map<String, SpanData> known) {
    SpanData parent = known.get(span.getParentSpanId());
    if (parent == null && !span.getParentSpanId().equals(SpanId.getInvalid())) {
      return "missing parent/ " + own(span);
    }
    return (parent == null ? "" : path(parent, known) + "/ ") + own(span);
  }

  private static String own(SpanData span) {
    return span.getStartEpochNanos() + " " + span.getSpanId();
  }

  /** Waits for the only span with this kind and name. */
  SpanData await(SpanKind kind, String name) {
    Await.equal(1L, () -> found(kind, name).size() * 1L);
    return found(kind, name).get(0);
  }

  private List<SpanData> found(SpanKind kind, String name) {
    return spans().stream()
        .filter(span -> span.getKind() == kind && span.getName().equals(name))
        .toList();
  }

  /** The attributes of a span, sorted. */
  static Map<String, String> attributes(SpanData span) {
    Map<String, String> all = new TreeMap<>();
    span.getAttributes()
        .forEach((AttributeKey<?> key, Object value) -> all.put(key.getKey(), value.toString()));
    return all;
  }

  @Override
  public void close() {
    sdk.close();
  }
}
