package io.mqttremoting.internal.spring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.mqttremoting.micrometer.RemotingMetrics;
import java.util.List;
import org.springframework.beans.factory.DisposableBean;

/** The metrics of all connections, which have their names as a tag. */
final class ConnectionMetrics implements MeterBinder, DisposableBean {
  private final List<RemotingMetrics> all;

  ConnectionMetrics(RemotingConnections connections) {
    all =
        connections.all().stream()
            .map(each -> RemotingMetrics.of(each.connection(), each.name()))
            .toList();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    all.forEach(each -> each.bindTo(registry));
  }

  @Override
  public void destroy() {
    all.forEach(RemotingMetrics::close);
  }
}
