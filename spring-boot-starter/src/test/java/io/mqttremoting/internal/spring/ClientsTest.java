package io.mqttremoting.internal.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.spring.ImportRemoteClients;
import io.mqttremoting.testbroker.EmbeddedBroker;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.world.oven.ILamp;
import io.world.oven.IOven;
import io.world.oven.Oven;
import io.world.oven.OvenPackage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class ClientsTest {
  @Configuration
  @ImportRemoteClients(types = IOven.class)
  static class OneType {}

  @Configuration
  @ImportRemoteClients(basePackages = "${where}")
  static class OnePackage {}

  @Configuration
  @ImportRemoteClients(types = IOven.class)
  @ImportRemoteClients(types = IOven.class, instance = "${room}")
  @ImportRemoteClients(types = IOven.class, connection = "plant")
  @ImportRemoteClients(types = IOven.class, instance = "hall", connection = "plant")
  static class Several {
    @Autowired
    @Qualifier("kitchen")
    IOven kitchen;

    @Autowired
    @Qualifier("plant")
    IOven plant;

    @Autowired
    @Qualifier("hall")
    IOven hall;
  }

  @Configuration
  @ImportRemoteClients(basePackages = "io.nothing")
  static class EmptyPackage {}

  @Test
  void theProgramStartsWithoutABrokerAndCallsFailAtOnce() {
    Contexts.withoutBroker()
        .withUserConfiguration(OneType.class)
        .run(
            context -> {
              IOven oven = context.getBean(IOven.class);
              assertThrows(NotConnectedException.class, oven::thread);
              assertEquals(0, oven.getMinutes());
              assertSame(oven, context.getBean("io.world.oven.IOven"));
            });
  }

  @Test
  void itConnectsWhenTheBrokerStarts() {
    EmbeddedBroker broker = EmbeddedBroker.start();
    broker.stop();
    try (broker) {
      Contexts.with(broker)
          .withPropertyValues("mqtt.remoting.reconnect.longest-delay=200ms")
          .withUserConfiguration(OneType.class)
          .run(
              context -> {
                RemotingConnection connection = context.getBean(RemotingConnection.class);
                assertFalse(connection.isConnected());
                broker.restart();
                assertTrue(connection.awaitConnected(Await.DEADLINE));
                try (RemotingConnection other = MqttRemoting.connect(broker.uri().toString())) {
                  other.serve(new Oven());
                  assertEquals(3, context.getBean(IOven.class).bake(3));
                }
              });
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {OnePackage.class, OvenPackage.class})
  void interfacesAreFoundInAPackage(Class<?> importer) {
    Contexts.withoutBroker()
        .withPropertyValues("where=io.world")
        .withUserConfiguration(importer)
        .run(
            context -> {
              assertEquals(1, context.getBeanNamesForType(IOven.class).length);
              assertEquals(1, context.getBeanNamesForType(ILamp.class).length);
            });
  }

  @Test
  void anInstanceAndAConnectionChooseWhatIsCalled() {
    try (EmbeddedBroker first = EmbeddedBroker.start();
        EmbeddedBroker second = EmbeddedBroker.start();
        RemotingConnection one = MqttRemoting.connect(first.uri().toString());
        RemotingConnection two = MqttRemoting.connect(second.uri().toString())) {
      one.serve(new Oven());
      one.serve(new Oven(), ServiceOptions.defaults().withInstance("kitchen"));
      two.serve(new Oven());
      two.serve(new Oven(), ServiceOptions.defaults().withInstance("hall"));
      Contexts.with(first)
          .withPropertyValues(
              "room=kitchen", "mqtt.remoting.connections.plant.uris=" + second.uri())
          .withUserConfiguration(Several.class)
          .run(
              context -> {
                Several several = context.getBean(Several.class);
                assertEquals(1, context.getBean("io.world.oven.IOven", IOven.class).bake(1));
                assertEquals(2, several.kitchen.bake(2));
                assertEquals(3, several.plant.bake(3));
                assertEquals(4, several.hall.bake(4));
                assertSame(several.hall, context.getBean("plant:io.world.oven.IOven@hall"));
                assertNotSame(several.hall, several.plant);
              });
    }
  }

  @Test
  void aPackageWithoutRemoteInterfacesIsLogged() {
    try (LogCapture log = new LogCapture()) {
      Contexts.withoutBroker()
          .withUserConfiguration(EmptyPackage.class)
          .run(
              context ->
                  log.line(
                      "@ImportRemoteClients of "
                          + EmptyPackage.class.getName()
                          + " finds no @RemoteInterface in io.nothing"));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ImportRemoteClients(types = IOven.class)
  @ImportRemoteClients(basePackages = "io.world.oven", required = true)
  @ImportRemoteClients(types = IOven.class, instance = "a", required = true)
  @ImportRemoteClients(types = IOven.class, instance = "a")
  static class ImportedTwice {}

  @Test
  void aClientIsRequiredIfOneOfItsImportsSaysSo() {
    Contexts.withoutBroker()
        .withUserConfiguration(ImportedTwice.class)
        .run(
            context -> {
              for (String name : List.of("&io.world.oven.IOven", "&io.world.oven.IOven@a")) {
                assertTrue(context.getBean(name, RemoteClientFactoryBean.class).isRequired(), name);
              }
            });
  }

  @Test
  void theBrokerWithoutAUriIsLogged() {
    try (LogCapture log = new LogCapture(Level.INFO)) {
      Contexts.runner()
          .withPropertyValues("mqtt.remoting.uri=tcp://misspelt")
          .run(
              context ->
                  log.line(
                      "mqtt.remoting.uris is not set, so the broker is "
                          + MqttRemoting.defaultUri()));
    }
  }

  /** A program that calls when it starts: it is connected by then. */
  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({SslAutoConfiguration.class, MqttRemotingAutoConfiguration.class})
  @ImportRemoteClients(types = IOven.class)
  static class Caller {
    @Bean
    CommandLineRunner caller(IOven oven) {
      return arguments -> oven.bake(7);
    }
  }

  @Test
  void aRunnerMayCallAtOnce() {
    for (int i = 0; i < 5; i++) {
      try (EmbeddedBroker broker = EmbeddedBroker.start();
          RemotingConnection connection = MqttRemoting.connect(broker.uri().toString())) {
        Oven oven = new Oven();
        connection.serve(oven);
        SpringApplication program = new SpringApplication(Caller.class);
        program.setWebApplicationType(org.springframework.boot.WebApplicationType.NONE);
        program.run("--mqtt.remoting.uris=" + broker.uri()).close();
        assertEquals(List.of(7), List.of(oven.getMinutes()));
      }
    }
  }
}
