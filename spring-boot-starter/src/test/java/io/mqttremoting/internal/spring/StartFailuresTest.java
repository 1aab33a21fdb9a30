package io.mqttremoting.internal.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.spring.ImportRemoteClients;
import io.mqttremoting.spring.RemoteService;
import io.mqttremoting.testbroker.EmbeddedBroker;
import io.world.oven.IOven;
import io.world.oven.Oven;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What Boot says under "Description" and "Action" if a program cannot start. */
class StartFailuresTest {
  private static EmbeddedBroker broker;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Configuration
  static class Nothing {}

  @Configuration
  static class TwoOfOneAddress {
    @Bean
    @RemoteService
    Oven first() {
      return new Oven() {};
    }

    @Bean
    @RemoteService
    Oven second() {
      return new Oven();
    }
  }

  @Configuration
  static class Prototype {
    @Bean
    @RemoteService
    @Scope("prototype")
    Oven oven() {
      return new Oven();
    }
  }

  @RemoteService
  static class NothingRemote implements Runnable {
    @Override
    public void run() {}
  }

  @Configuration
  @ImportRemoteClients(types = IOven.class)
  static class ServedClient {
    @Bean
    @RemoteService
    IOven oven(@Autowired IOven client) {
      return client;
    }
  }

  @RemoteService(connection = "nowhere")
  static class ServedNowhere extends Oven {}

  @RemoteService(instance = "${room}")
  static class ServedInARoom extends Oven {}

  @RemoteService(concurrency = 0)
  static class ServedByNobody extends Oven {}

  @RemoteService(instance = "a/b")
  static class ServedSomewhere extends Oven {}

  @RemoteInterface(module = "io.world", name = "Wrong")
  interface IWrong {
    @Operation(timeoutMillis = -2)
    void wait1();
  }

  @RemoteService
  static class Wrong implements IWrong {
    @Override
    public void wait1() {}
  }

  @Configuration
  @ImportRemoteClients(types = IWrong.class)
  static class WrongClient {
    @Autowired IWrong wrong;
  }

  @Configuration
  @ImportRemoteClients(types = String.class)
  static class ClientOfAString {}

  @Configuration
  @ImportRemoteClients(types = IOven.class, connection = "nowhere")
  static class ClientNowhere {}

  @Configuration
  @ImportRemoteClients(types = IOven.class, instance = "${room}")
  static class ClientInARoom {}

  record Failing(Class<?> beans, List<String> properties, String description, String action) {
    @Override
    public String toString() {
      return beans.getSimpleName() + properties;
    }
  }

  private static Failing beans(Class<?> beans, String description, String action) {
    return new Failing(beans, List.of(), description, action);
  }

  private static Failing properties(String property, String description, String action) {
    return new Failing(Nothing.class, List.of(property), description, action);
  }

  static Stream<Failing> failing() {
    return Stream.concat(wrongBeans(), wrongProperties());
  }

  private static Stream<Failing> wrongBeans() {
    return Stream.of(
        beans(
            TwoOfOneAddress.class,
            "The bean 'second' cannot be served, as 'first' already serves the interface:"
                + " io.world/Oven is served already on this connection, by "
                + TwoOfOneAddress.class.getName()
                + "$1.",
            "Give one of them an instance or a connection, as in @RemoteService(instance ="
                + " \"kitchen\")."),
        beans(
            Prototype.class,
            "The bean 'oven' has @RemoteService, but is not a singleton.",
            "Remove its scope."),
        beans(
            NothingRemote.class,
            "The bean 'startFailuresTest.NothingRemote' has @RemoteService, but "
                + NothingRemote.class.getName()
                + " implements no interface with @RemoteInterface.",
            "Annotate the interface (java.lang.Runnable)."),
        beans(
            ServedClient.class,
            "The bean 'oven' has @RemoteService, but is a client, which cannot be served.",
            "Remove the annotation."),
        beans(
            ServedNowhere.class,
            "The bean 'startFailuresTest.ServedNowhere' cannot be served: there is no connection"
                + " 'nowhere', only [default].",
            "Set mqtt.remoting.connections.nowhere.uris."),
        beans(
            ServedInARoom.class,
            "@RemoteService of the bean 'startFailuresTest.ServedInARoom' has a placeholder without"
                + " a value: Could not resolve placeholder 'room' in value \"${room}\".",
            "Set the property."),
        beans(
            ServedByNobody.class,
            "The bean 'startFailuresTest.ServedByNobody' cannot be served: concurrency must be at"
                + " least 1, not 0.",
            "Correct its @RemoteService."),
        beans(
            ServedSomewhere.class,
            "The bean 'startFailuresTest.ServedSomewhere' cannot be served: the instance 'a/b' must"
                + " be one topic level: 1 to 200 bytes in UTF-8, without '/', '+', '#', '$' and"
                + " characters that MQTT forbids, such as control characters.",
            "Choose another."),
        beans(
            Wrong.class,
            "The bean 'startFailuresTest.Wrong' cannot be served: "
                + IWrong.class.getName()
                + " cannot be a remote interface, a rule is broken:\n- IWrong#wait1():"
                + " timeoutMillis of @Operation 'wait1' must be positive; correct or omit it.",
            "Correct the bean."),
        beans(
            WrongClient.class,
            "The client of "
                + IWrong.class.getName()
                + " cannot be made: "
                + IWrong.class.getName()
                + " cannot be a remote interface, a rule is broken:\n- IWrong#wait1():"
                + " timeoutMillis of @Operation 'wait1' must be positive; correct or omit it.",
            "Correct the interface."),
        beans(
            ClientOfAString.class,
            "@ImportRemoteClients of "
                + ClientOfAString.class.getName()
                + " names java.lang.String, which has no @RemoteInterface.",
            "Annotate the interface."),
        beans(
            ClientNowhere.class,
            "The client of io.world.oven.IOven cannot be made: there is no connection 'nowhere',"
                + " only [default].",
            "Set mqtt.remoting.connections.nowhere.uris."),
        beans(
            ClientInARoom.class,
            "@ImportRemoteClients of "
                + ClientInARoom.class.getName()
                + " has a placeholder without a value: Could not resolve placeholder 'room' in"
                + " value \"${room}\".",
            "Set the property."));
  }

  private static Stream<Failing> wrongProperties() {
    String form = "Use tcp://host:port, or ssl, mqtt, mqtts, ws or wss in place of tcp.";
    return Stream.of(
        properties(
            "mqtt.remoting.uris=http://broker",
            "The connection 'default' cannot be made: 'http://broker' does not begin with tcp, ssl,"
                + " mqtt, mqtts, ws or wss.",
            form),
        properties(
            "mqtt.remoting.uris=tcp://broker:65536",
            "The connection 'default' cannot be made: 'tcp://broker:65536' has a port that is not"
                + " between 1 and 65535.",
            form),
        properties(
            "mqtt.remoting.connections.plant.uris=tcp://broker:port",
            "The connection 'plant' cannot be made: 'tcp://broker:port' has a port that is not"
                + " between 1 and 65535.",
            form),
        properties(
            "mqtt.remoting.connections.plant.client-id=robot",
            "The property mqtt.remoting.connections.plant.uris is not set.",
            "Set it to the URI of the broker, such as tcp://host:1883."),
        properties( // misspelt, so nothing is bound
            "mqtt.remoting.connections.plant.urls=tcp://broker",
            "The property mqtt.remoting.connections.plant.uris is not set.",
            "Set it to the URI of the broker, such as tcp://host:1883."),
        properties(
            "mqtt.remoting.connections.default.uris=tcp://broker",
            "The name in mqtt.remoting.connections.default is reserved.",
            "Configure the default connection with mqtt.remoting.*."),
        properties(
            "mqtt.remoting.keep-alive=0s",
            "The connection 'default' cannot be made: keepAlive must be between 1 and 65535"
                + " seconds, not PT0S.",
            "Correct the properties mqtt.remoting.*."),
        properties(
            "mqtt.remoting.ssl.bundle=missing",
            "The connection 'default' cannot be made: SSL bundle name 'missing' cannot be found.",
            "Correct the properties mqtt.remoting.*."));
  }

  @ParameterizedTest
  @MethodSource("failing")
  void theReasonAndTheRemedyAreTold(Failing failing) {
    Contexts.with(broker)
        .withConfiguration(AutoConfigurations.of(PropertyPlaceholderAutoConfiguration.class))
        .withUserConfiguration(failing.beans())
        .withPropertyValues(failing.properties().toArray(new String[0]))
        .run(
            context -> {
              Throwable failure = context.getStartupFailure();
              assertNotNull(failure);
              FailureAnalysis analysis = new StartFailureAnalyzer().analyze(failure);
              assertNotNull(analysis, failure.toString());
              assertEquals(
                  failing.description() + "\n" + failing.action(),
                  analysis.getDescription() + "\n" + analysis.getAction());
            });
  }

  @Test
  void bootFindsTheAnalyzer() {
    List<FailureAnalyzer> all =
        SpringFactoriesLoader.forDefaultResourceLocation(getClass().getClassLoader())
            .load(
                FailureAnalyzer.class,
                SpringFactoriesLoader.FailureHandler.handleMessage(
                    (message, failure) -> {})); // those of Boot that need a bean factory
    assertEquals(1, all.stream().filter(StartFailureAnalyzer.class::isInstance).count());
  }
}
