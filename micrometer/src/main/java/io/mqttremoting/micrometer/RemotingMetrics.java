package io.mqttremoting.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.mqttremoting.ConnectionStatistics;
import io.mqttremoting.ConnectionTotals;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/**
 * Metrics of a connection, from {@link RemotingConnection#statistics()}, {@link
 * RemotingConnection#totals()} and its state. All begin with {@code mqtt.remoting} and have the tag
 * {@code connection}.
 *
 * <pre>{@code
 * RemotingMetrics metrics = RemotingMetrics.of(connection);
 * metrics.bindTo(registry);
 * }</pre>
 *
 * <p>Nothing is measured until the registry reads a meter. Thread-safe.
 */
public final class RemotingMetrics implements MeterBinder, AutoCloseable {
  private final RemotingConnection connection;
  private final Tags tags;
  private final List<Map.Entry<MeterRegistry, Meter>> meters = new CopyOnWriteArrayList<>();

  private RemotingMetrics(RemotingConnection connection, Tags tags) {
    this.connection = connection;
    this.tags = tags;
  }

  /** Metrics of this connection; the tag {@code connection} is its client identifier. */
  public static RemotingMetrics of(RemotingConnection connection) {
    return of(connection, connection.clientId());
  }

  /**
   * Metrics of this connection; the tag {@code connection} is {@code name}, which must be unique in
   * the registry.
   */
  public static RemotingMetrics of(RemotingConnection connection, String name) {
    return new RemotingMetrics(
        Objects.requireNonNull(connection, "connection"),
        Tags.of("connection", Objects.requireNonNull(name, "name")));
  }

  /** Adds the meters to a registry, which keep the connection in memory until {@link #close()}. */
  @Override
  public void bindTo(MeterRegistry registry) {
    for (ConnectionState state : ConnectionState.values()) {
      Gauge.Builder<?> gauge =
          Gauge.builder("mqtt.remoting.connection.state", () -> connection.state() == state ? 1 : 0)
              .description("1 for the current state of the connection, 0 for the others")
              .tags(tags.and("state", state.name().toLowerCase(Locale.ROOT)));
      add(registry, gauge.register(registry));
    }
    bindStatistics(registry);
    bindTotals(registry);
  }

  private void bindStatistics(MeterRegistry registry) {
    gauge(
        registry,
        "calls.open",
        "Calls of clients that wait for a reply",
        ConnectionStatistics::openCalls);
    gauge(
        registry,
        "requests.open",
        "Requests that services execute or have queued",
        ConnectionStatistics::openRequests);
    gauge(
        registry,
        "requests.queued",
        "Requests that implementations have not answered, and answers that wait",
        ConnectionStatistics::queuedForServices);
    gauge(
        registry,
        "handlers.queued",
        "Calls of handlers that wait",
        statistics -> (long) statistics.queued() - statistics.queuedForServices());
    gauge(
        registry,
        "queued.bytes",
        "The payload of all that waits for user code",
        ConnectionStatistics::queuedBytes);
    gauge(
        registry,
        "messages.unsent",
        "Messages that the broker has not accepted yet",
        ConnectionStatistics::unsentMessages);
  }

  private void bindTotals(MeterRegistry registry) {
    counter(
        registry,
        "connection.connects",
        tags,
        "How often the connection was made",
        ConnectionTotals::connects);
    counter(
        registry,
        "connection.losses",
        tags,
        "How often the connection was lost",
        ConnectionTotals::losses);
    counter(
        registry,
        "requests.repeated",
        tags,
        "Requests that clients have sent again",
        ConnectionTotals::repeatedRequests);
    counter(
        registry,
        "requests.duplicate",
        tags,
        "Requests that services got again",
        ConnectionTotals::duplicateRequests);
    counter(
        registry,
        "messages.malformed",
        tags,
        "Messages that could not be decoded",
        ConnectionTotals::malformedMessages);
    for (ErrorCode code : ErrorCode.values()) {
      counter(
          registry,
          "requests.refused",
          tags.and("code", code.name()),
          "Requests that services have refused without executing them",
          totals -> totals.refusedRequests().getOrDefault(code, 0L));
    }
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      ToLongFunction<ConnectionStatistics> figure) {
    Gauge.Builder<?> gauge =
        Gauge.builder("mqtt.remoting." + name, () -> figure.applyAsLong(connection.statistics()))
            .description(description)
            .tags(tags);
    add(registry, gauge.register(registry));
  }

  private void counter(
      MeterRegistry registry,
      String name,
      Tags its,
      String description,
      ToLongFunction<ConnectionTotals> figure) {
    FunctionCounter.Builder<RemotingConnection> counter =
        FunctionCounter.builder(
                "mqtt.remoting." + name,
                connection,
                counted -> figure.applyAsLong(counted.totals()))
            .description(description)
            .tags(its);
    add(registry, counter.register(registry));
  }

  private void add(MeterRegistry registry, Meter meter) {
    meters.add(Map.entry(registry, meter));
  }

  /** Removes the meters from the registries; does not close the connection. */
  @Override
  public void close() {
    for (Map.Entry<MeterRegistry, Meter> each : meters) {
      each.getKey().remove(each.getValue());
    }
    meters.clear();
  }
}
