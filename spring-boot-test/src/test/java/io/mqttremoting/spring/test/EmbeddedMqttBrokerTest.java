package io.mqttremoting.spring.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.spring.ImportRemoteClients;
import io.mqttremoting.spring.RemoteService;
import io.mqttremoting.testbroker.EmbeddedBroker;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;

/** Three test classes with the annotation: two of them share a context, and so a broker. */
class EmbeddedMqttBrokerTest {
  private static final List<EmbeddedBroker> BROKERS = new CopyOnWriteArrayList<>();

  @RemoteInterface(module = "io.world", name = "Adder")
  interface IAdder {
    @Operation
    int add(int a, int b);
  }

  @Configuration
  @EnableAutoConfiguration
  @ImportRemoteClients(types = IAdder.class)
  static class Program {
    @Bean
    @RemoteService
    Object adder() {
      return (IAdder) Integer::sum;
    }
  }

  @SpringBootTest(classes = Program.class, properties = "mqtt.remoting.uris=tcp://127.0.0.1:1")
  @EmbeddedMqttBroker
  abstract static class WithBroker {
    @Test
    void theProgramUsesTheBroker(@Autowired IAdder adder, @Autowired EmbeddedBroker broker) {
      assertEquals(3, adder.add(1, 2));
      BROKERS.add(broker);
    }
  }

  @Nested
  class First extends WithBroker {}

  @Nested
  class Second extends WithBroker {}

  @Nested
  @SpringBootTest(
      classes = Program.class,
      properties = {
        "mqtt.remoting.uris=tcp://127.0.0.1:1",
        "mqtt.remoting.connections.plant.uris=tcp://127.0.0.1:1"
      })
  @DirtiesContext
  class WithAnotherContext extends WithBroker {
    @Test
    void allConnectionsUseTheBroker(@Autowired List<RemotingConnection> connections)
        throws Exception {
      assertEquals(2, connections.size());
      for (RemotingConnection connection : connections) {
        assertTrue(connection.awaitConnected(java.time.Duration.ofSeconds(30)));
      }
    }
  }

  @AfterAll
  static void theFirstTwoSharedAContext() {
    assertEquals(3, BROKERS.size());
    assertEquals(2, BROKERS.stream().distinct().count());
  }
}
