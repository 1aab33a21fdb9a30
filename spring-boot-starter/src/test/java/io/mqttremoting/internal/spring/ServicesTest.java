package io.mqttremoting.internal.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.api.ServiceInterceptor;
import io.mqttremoting.spring.ConnectionBuilderCustomizer;
import io.mqttremoting.spring.ImportRemoteClients;
import io.mqttremoting.spring.RemoteService;
import io.mqttremoting.spring.ServiceOptionsCustomizer;
import io.mqttremoting.testbroker.EmbeddedBroker;
import io.mqttremoting.testsupport.Mosquitto;
import io.world.oven.ILamp;
import io.world.oven.IOven;
import io.world.oven.Oven;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.validation.ValidationAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.validation.annotation.Validated;

/** What beans are served, and how. */
class ServicesTest {
  private static EmbeddedBroker broker;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  /** Runs with a connection of another program. */
  private interface Use {
    void with(AssertableApplicationContext context, RemotingConnection other) throws Exception;
  }

  private static ApplicationContextRunner runner(Class<?>... beans) {
    return Contexts.with(broker)
        .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
        .withUserConfiguration(beans);
  }

  private static ContextConsumer<AssertableApplicationContext> using(Use use) {
    return context -> {
      try (RemotingConnection other = MqttRemoting.connect(broker.uri().toString())) {
        use.with(context, other);
      }
    };
  }

  @RemoteService
  static class PlainOven extends Oven {}

  @Test
  void aBeanWithTheAnnotationIsServed() {
    runner(PlainOven.class)
        .run(
            using(
                (context, other) -> {
                  assertEquals(5, other.client(IOven.class).bake(5));
                  assertEquals(5, context.getBean(PlainOven.class).getMinutes());
                }));
  }

  @RemoteService(group = "${oven.group}")
  static class OvenOfAGroup extends Oven {}

  @Test
  void aBeanIsOneOfAGroup() {
    try (Mosquitto shared = Mosquitto.start();
        RemotingConnection other = MqttRemoting.connect(shared.uri().toString())) {
      Contexts.runner()
          .withUserConfiguration(OvenOfAGroup.class)
          .withPropertyValues("mqtt.remoting.uris=" + shared.uri(), "oven.group=ovens")
          .run(
              context -> {
                assertEquals(5, other.client(IOven.class).bake(5));
                assertEquals(5, context.getBean(OvenOfAGroup.class).getMinutes());
                assertEquals(
                    List.of(Optional.of("ovens")),
                    other.discover(Duration.ofSeconds(1)).stream()
                        .map(ServiceInfo::group)
                        .toList());
              });
    }
  }

  @Test
  void itIsNoLongerServedOnceTheProgramHasEnded() {
    runner(PlainOven.class).run(using((context, other) -> context.close()));
    try (RemotingConnection other = MqttRemoting.connect(broker.uri().toString())) {
      RemotingException offline =
          assertThrows(RemotingException.class, () -> other.client(IOven.class).bake(5));
      assertEquals(ErrorCode.UNAVAILABLE, offline.code());
    }
  }

  @RemoteService(instance = "${room}", concurrency = 2)
  static class OvenOfRoom extends Oven {}

  @Configuration
  static class OfMethod {
    @Bean
    @RemoteService(instance = "hall", connection = "plant")
    IOven oven() {
      return new Oven();
    }
  }

  @Test
  void instanceAndConnectionAreThoseOfTheAnnotation() {
    runner(OvenOfRoom.class, OfMethod.class)
        .withPropertyValues(
            "room=kitchen",
            "mqtt.remoting.connections.plant.uris=" + broker.uri(),
            "mqtt.remoting.connections.plant.namespace=plant7")
        .run(
            using(
                (context, other) -> {
                  assertEquals(1, other.client(IOven.class, "kitchen").bake(1));
                  try (RemotingConnection plant =
                      MqttRemoting.connection(broker.uri().toString())
                          .namespace("plant7")
                          .connect()) {
                    assertEquals(2, plant.client(IOven.class, "hall").bake(2));
                  }
                }));
  }

  @RemoteService
  @Validated
  static class ValidatedOven extends Oven {}

  /** A proxy of the class. */
  @Test
  void beanValidationAnswersInvalidArgument() {
    runner(ValidatedOven.class)
        .run(
            using(
                (context, other) -> {
                  assertTrue(AopUtils.isCglibProxy(context.getBean(ValidatedOven.class)));
                  RemotingException refused =
                      assertThrows(
                          RemotingException.class, () -> other.client(IOven.class).bake(-1));
                  assertEquals(ErrorCode.INVALID_ARGUMENT, refused.code());
                  assertEquals("bake.minutes: must be greater than 0", refused.reason());
                }));
  }

  /** A proxy of the interface. */
  @Test
  void beanValidationAnswersInvalidArgumentBehindAJdkProxy() {
    runner(ValidatedOven.class)
        .withPropertyValues(
            "spring.aop.proxy-target-class=false",
            "spring.validation.method.adapt-constraint-violations=true")
        .run(
            using(
                (context, other) -> {
                  assertTrue(Proxy.isProxyClass(context.getBean(IOven.class).getClass()));
                  RemotingException refused =
                      assertThrows(
                          RemotingException.class, () -> other.client(IOven.class).bake(-1));
                  assertEquals(ErrorCode.INVALID_ARGUMENT, refused.code());
                }));
  }

  static final class Transactions extends AbstractPlatformTransactionManager {
    private static final long serialVersionUID = 1;
    final transient List<String> events = new CopyOnWriteArrayList<>();

    @Override
    protected Object doGetTransaction() {
      return new Object();
    }

    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
      events.add("begin");
    }

    @Override
    protected void doCommit(DefaultTransactionStatus status) {
      events.add("commit");
    }

    @Override
    protected void doRollback(DefaultTransactionStatus status) {
      events.add("rollback");
    }
  }

  @RemoteService
  @Transactional
  static class TransactionalOven extends Oven {
    @Override
    public int bake(int minutes) {
      return super.bake(minutes);
    }
  }

  @Configuration
  @EnableTransactionManagement
  static class WithTransactions {
    @Bean
    Transactions transactions() {
      return new Transactions();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRequestRunsInATransaction(boolean ofClass) {
    runner(WithTransactions.class, TransactionalOven.class)
        .withPropertyValues("spring.aop.proxy-target-class=" + ofClass)
        .run(
            using(
                (context, other) -> {
                  List<String> events = context.getBean(Transactions.class).events;
                  events.clear();
                  assertEquals(5, other.client(IOven.class).bake(5));
                  assertEquals(List.of("begin", "commit"), events);
                }));
  }

  @RemoteService
  static class AsyncLamp implements ILamp {
    static final List<String> THREADS = new CopyOnWriteArrayList<>();

    @Async
    CompletableFuture<Boolean> later() {
      THREADS.add(Thread.currentThread().getName());
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public boolean light(boolean on) {
      return on;
    }
  }

  @Configuration
  @EnableAsync(proxyTargetClass = true)
  static class WithAsync implements AsyncConfigurer {
    @Override
    public Executor getAsyncExecutor() {
      return task -> new Thread(task, "of-async").start();
    }
  }

  @Test
  void aBeanWithAsyncMethodsIsServed() {
    runner(WithAsync.class, AsyncLamp.class)
        .run(
            using(
                (context, other) -> {
                  AsyncLamp lamp = context.getBean(AsyncLamp.class);
                  assertTrue(AopUtils.isCglibProxy(lamp));
                  assertTrue(lamp.later().get());
                  assertTrue(AsyncLamp.THREADS.contains("of-async"));
                  assertTrue(other.client(ILamp.class).light(true));
                }));
  }

  @Configuration
  @ImportRemoteClients(types = ILamp.class)
  static class OvenAndClientOfLamp {
    @Bean
    Oven oven() {
      return new Oven();
    }

    @Bean
    IOven clientOfKitchen(RemotingConnection connection) {
      return connection.client(IOven.class, "kitchen");
    }
  }

  @Test
  void serveAllServesEveryImplementationButNoClient() {
    runner(OvenAndClientOfLamp.class)
        .withPropertyValues("mqtt.remoting.serve-all=true")
        .run(
            context ->
                assertEquals(
                    List.of("oven"),
                    context.getBean(ServiceServer.class).served().stream()
                        .map(ServedBean::name)
                        .toList()));
  }

  @Test
  void withoutServeAllABeanWithoutTheAnnotationIsNotServed() {
    runner(OvenAndClientOfLamp.class)
        .run(context -> assertEquals(List.of(), context.getBean(ServiceServer.class).served()));
  }

  @Configuration
  static class Interceptors {
    final AtomicInteger ofClients = new AtomicInteger();
    final List<String> ofServices = new CopyOnWriteArrayList<>();

    @Bean
    io.mqttremoting.api.ClientInterceptor counter() {
      return (call, chain) -> {
        ofClients.incrementAndGet();
        return chain.proceed(call.withMetadata("tenant", "a"));
      };
    }

    @Bean
    ServiceInterceptor tenants() {
      return (call, chain) -> {
        ofServices.add(call.metadata().get("tenant").orElse("none"));
        return chain.proceed(call);
      };
    }

    @Bean
    ConnectionBuilderCustomizer customizer() {
      return (name, builder) -> builder.clientId(name + "-customized");
    }

    @Bean
    ServiceOptionsCustomizer options() {
      return (bean, options) -> options.withName("Of-" + bean);
    }

    @Bean
    @RemoteService
    Oven oven() {
      return new Oven();
    }
  }

  @Test
  void interceptorsAndCustomizersAreUsed() {
    runner(Interceptors.class)
        .run(
            using(
                (context, other) -> {
                  RemotingConnection own = context.getBean(RemotingConnection.class);
                  assertEquals("default-customized", own.clientId());
                  Interceptors used = context.getBean(Interceptors.class);
                  IOven oven =
                      own.client(
                          IOven.class,
                          io.mqttremoting.ClientOptions.defaults().withName("Of-oven"));
                  assertEquals(1, oven.bake(1));
                  assertEquals(1, used.ofClients.get());
                  assertEquals(List.of("a"), used.ofServices);
                }));
  }

  @Test
  void requestsDoNotRunInVirtualThreadsByDefault() {
    runner(PlainOven.class)
        .run(
            using(
                (context, other) ->
                    assertFalse(
                        other.client(IOven.class).thread().startsWith("remoting-virtual-"))));
  }
}
