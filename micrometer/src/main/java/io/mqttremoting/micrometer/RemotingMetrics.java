package io.mqttremoting.micrometer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ConnectionState;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Metrics of a connection. All have the tag {@code connection}.
 *
 * <pre>{@code
 * RemotingMetrics metrics = RemotingMetrics.of(connection);
 * metrics.bindTo(registry);
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class RemotingMetrics implements MeterBinder, AutoCloseable {
  private final RemotingConnection connection;
  private final String name;
  private final List<Map.Entry<MeterRegistry, Meter>> meters = new CopyOnWriteArrayList<>();

  private RemotingMetrics(RemotingConnection connection, String name) {
    this.connection = connection;
    this.name = name;
  }

  /** Metrics of this connection; the tag {@code connection} is its client identifier. */
  public static RemotingMetrics of(RemotingConnection connection) {
    return of(connection, connection.clientId());
  }

  /** Metrics of this connection; the tag {@code connection} is {@code name}. */
  public static RemotingMetrics of(RemotingConnection connection, String name) {
    return new RemotingMetrics(
        Objects.requireNonNull(connection, "connection"), Objects.requireNonNull(name, "name"));
  }

  /** Adds the meters to a registry. They keep the connection in memory until {@link #close()}. */
  @Override
  public void bindTo(MeterRegistry registry) {
    for (ConnectionState state : ConnectionState.values()) {
      Meter meter =
          Gauge.builder("mqtt.remoting.connection.state", () -> connection.state() == state ? 1 : 0)
              .description("1 for the current state of the connection, 0 for others")
              .tags(Tags.of("connection", name, "state", state.name().toLowerCase(Locale.ROOT)))
              .register(registry);
      meters.add(Map.entry(registry, meter));
    }
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
