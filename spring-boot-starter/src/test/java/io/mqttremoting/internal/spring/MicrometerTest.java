package io.mqttremoting.internal.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.spring.ImportRemoteClients;
import io.mqttremoting.spring.RemoteService;
import io.mqttremoting.testbroker.EmbeddedBroker;
import io.mqttremoting.testsupport.Await;
import io.world.oven.IOven;
import io.world.oven.Oven;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.actuate.autoconfigure.metrics.MetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

class MicrometerTest {
  private static final List<String> EVENTS = new CopyOnWriteArrayList<>();

  @Configuration
  @ImportRemoteClients(types = IOven.class)
  static class Beans {
    @Bean
    MeterRegistry registry() {
      return new SimpleMeterRegistry();
    }

    @Bean
    @RemoteService
    Oven oven() {
      return new Oven() {
        @Override
        public String thread() {
          EVENTS.add("mdc " + MDC.get("remoting.member"));
          return super.thread();
        }
      };
    }

    @Bean
    ObservationHandler<Observation.Context> handler() {
      return new ObservationHandler<>() {
        @Override
        public void onStart(Observation.Context context) {
          EVENTS.add("start " + context.getName());
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
          return true;
        }
      };
    }

    @Bean
    ClientInterceptor interceptor(Environment environment) {
      return (call, chain) -> {
        EVENTS.add("intercept");
        return chain.proceed(call);
      };
    }
  }

  @Test
  void callsAreObservedAndConnectionsMeasured() {
    EVENTS.clear();
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      Contexts.with(broker)
          .withConfiguration(
              AutoConfigurations.of(
                  MetricsAutoConfiguration.class, ObservationAutoConfiguration.class))
          .withUserConfiguration(Beans.class)
          .withPropertyValues("mqtt.remoting.log-context=true")
          .run(
              context -> {
                IOven oven = context.getBean("io.world.oven.IOven", IOven.class);
                assertTrue(ClientHandle.of(oven).awaitAvailable(Await.DEADLINE));
                oven.thread();
                assertEquals(
                    List.of(
                        "start rpc.client.call.duration",
                        "intercept",
                        "start rpc.server.call.duration",
                        "mdc thread"),
                    EVENTS);
                MeterRegistry registry = context.getBean(MeterRegistry.class);
                Await.until(
                    "it is timed",
                    () ->
                        registry.find("rpc.server.call.duration").timer() != null
                            && registry
                                    .get("rpc.client.call.duration")
                                    .timer()
                                    .totalTime(TimeUnit.NANOSECONDS)
                                > 0);
                assertTrue(
                    registry.getMeters().stream()
                        .anyMatch(meter -> "default".equals(meter.getId().getTag("connection"))));
              });
    }
  }

  @Test
  void changesOfPropertiesAreObservedIfAskedFor() {
    EVENTS.clear();
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      Contexts.with(broker)
          .withConfiguration(
              AutoConfigurations.of(
                  MetricsAutoConfiguration.class, ObservationAutoConfiguration.class))
          .withUserConfiguration(Beans.class)
          .withPropertyValues("mqtt.remoting.observation.values=true")
          .run(
              context -> {
                context.getBean("io.world.oven.IOven", IOven.class).bake(1);
                Await.until(
                    "the change is observed", () -> EVENTS.contains("start mqtt.remoting.publish"));
              });
    }
  }

  @Test
  void theModuleIsNotNeeded() {
    Contexts.withoutBroker()
        .withClassLoader(new FilteredClassLoader("io.mqttremoting.micrometer"))
        .run(
            context ->
                assertEquals(
                    0,
                    context.getBeanNamesForType(MqttRemotingMicrometerAutoConfiguration.class)
                        .length));
  }
}
