package io.mqttremoting.internal.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testbroker.EmbeddedBroker;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.RawClient;
import io.world.oven.IOven;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.NestedExceptionUtils;

class PropertiesTest {
  /** A builder that refuses a value has received it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "uris=http://here | 'http://here' does not begin with tcp, ssl, mqtt, mqtts, ws or wss",
        "client-id=a/b | the client identifier 'a/b'",
        "namespace=a/prop | the level 'prop' of the namespace 'a/prop'",
        "mqtt-version=mqtt-4 | No enum constant",
        "return-to-first=0s | the interval of returnToFirst must be between a millisecond and",
        "connect-timeout=0s | connectTimeout must be between",
        "call-timeout=0s | callTimeout must be between",
        "keep-alive=500ms | keepAlive must be between 1 and 65535 seconds, not PT0.5S",
        "drain-timeout=-1s | drainTimeout must be between",
        "warn-after=0s | warnAfter must be between",
        "max-payload=1KB,max-payload=1B | maxPayloadBytes must be between 1024 and",
        "max-payload=8GB | maxPayloadBytes must be between 1024 and 268435456, not 2147483647",
        "queue-capacity=0 | queueCapacity must be at least 1, not 0",
        "reconnect.first-delay=0s | the first delay must be between",
        "reconnect.first-delay=20s | the first delay, PT20S, exceeds the longest, PT10S",
        "reconnect.longest-delay=100ms | the first delay, PT0.2S, exceeds the longest, PT0.1S",
        "reconnect.attempts=-1 | reconnectAttempts must be at least 0, not -1",
        "spread-brokers=true,return-to-first=1m | spreadBrokers makes all brokers equal",
        "ssl.bundle=mine | SSL bundle name 'mine' cannot be found",
        "ssl.verify-host-name=false | does not use TLS, so it cannot have TLS options",
        "delivery=twice | No enum constant",
        "contract-check=perhaps | No enum constant",
        "log-context=perhaps | Invalid boolean value 'perhaps'",
        "follow-server-reference=perhaps | Invalid boolean value 'perhaps'",
        "connections.default.uris=tcp://here | mqtt.remoting.connections.default is reserved",
      })
  void aPropertyReachesTheBuilder(String properties, String message) {
    String[] pairs =
        List.of(properties.split(",")).stream()
            .map(pair -> "mqtt.remoting." + pair)
            .toArray(String[]::new);
    Contexts.runner()
        .withPropertyValues(pairs)
        .run(
            context -> {
              Throwable failure = context.getStartupFailure();
              assertNotNull(failure, "it starts");
              String cause = String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure));
              assertTrue(cause.contains(message), cause);
            });
  }

  @Test
  void deliveryAndNamespaceAreOnTheWire() {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        RawClient raw = new RawClient(broker.uri(), "raw")) {
      raw.subscribe("#");
      Contexts.with(broker)
          .withPropertyValues(
              "mqtt.remoting.delivery=qos-2",
              "mqtt.remoting.namespace=plant7/line2",
              "mqtt.remoting.call-timeout=200ms")
          .run(
              context -> {
                IOven oven = context.getBean(RemotingConnection.class).client(IOven.class);
                RemotingException timeout =
                    org.junit.jupiter.api.Assertions.assertThrows(
                        RemotingException.class, oven::thread);
                assertTrue(timeout.getMessage().contains("200 ms"), timeout.getMessage());
                assertEquals(
                    2,
                    raw.next(
                            "a request",
                            packet -> packet.topic().contains("io.world/Oven/rpc/v3/thread"))
                        .qos());
              });
    }
  }

  @Test
  void subscriptionsAreAtQos0IfThePropertySaysSo() {
    try (Mosquitto broker = Mosquitto.start("log_type subscribe")) {
      Contexts.runner()
          .withPropertyValues(
              "mqtt.remoting.uris=" + broker.uri(),
              "mqtt.remoting.client-id=oven-user",
              "mqtt.remoting.subscribe-at-qos0=true")
          .run(
              context -> {
                context.getBean(RemotingConnection.class).client(IOven.class);
                Await.equal(Set.of(0), () -> broker.subscribedAt("oven-user"));
              });
    }
  }

  @Test
  void aConnectionHasTheNameOfItsProperties() {
    Contexts.runner()
        .withPropertyValues(
            "mqtt.remoting.uris=tcp://127.0.0.1:1",
            "mqtt.remoting.clientId=first",
            "MQTT_REMOTING_CONNECTIONS_PLANT_CLIENT_ID=ignored",
            "mqtt.remoting.connections.plant.uris[0]=tcp://127.0.0.1:2",
            "mqtt.remoting.connections.plant.client-id=second")
        .run(
            context -> {
              RemotingConnection first = context.getBean(RemotingConnection.class);
              RemotingConnection second =
                  context.getBean("plantMqttRemotingConnection", RemotingConnection.class);
              assertSame(first, context.getBean("mqttRemotingConnection"));
              assertNotSame(first, second);
              assertEquals("first", first.clientId());
              assertEquals("second", second.clientId());
            });
  }

  @Test
  void thereIsNoDefaultConnectionBesideOthersUnlessItHasAUri() {
    Contexts.runner()
        .withPropertyValues("mqtt.remoting.connections.plant.uris=tcp://127.0.0.1:1")
        .run(
            context ->
                assertEquals(
                    List.of("plantMqttRemotingConnection"),
                    List.of(context.getBeanNamesForType(RemotingConnection.class))));
  }

  @Test
  void metadataDescribesEveryProperty() throws Exception {
    JsonNode metadata =
        new ObjectMapper()
            .readTree(
                getClass()
                    .getResource("/META-INF/spring-configuration-metadata.json")
                    .openStream());
    Map<String, JsonNode> byName = new java.util.TreeMap<>();
    for (JsonNode each : metadata.get("properties")) {
      if (each.get("name").asText().startsWith("mqtt.")) { // not those of the endpoint
        byName.put(each.get("name").asText(), each);
      }
    }
    List<String> expected = new ArrayList<>();
    for (var component : ConnectionProperties.class.getRecordComponents()) {
      if (!component.getType().isRecord()) {
        expected.add("mqtt.remoting." + dashed(component.getName()));
      }
    }
    expected.addAll(
        List.of(
            "mqtt.remoting.connections",
            "mqtt.remoting.serve-all",
            "mqtt.remoting.startup-timeout",
            "mqtt.remoting.reconnect.first-delay",
            "mqtt.remoting.reconnect.longest-delay",
            "mqtt.remoting.reconnect.attempts",
            "mqtt.remoting.observation.signals",
            "mqtt.remoting.observation.values",
            "mqtt.remoting.ssl.bundle",
            "mqtt.remoting.ssl.verify-host-name"));
    assertEquals(
        expected.stream().sorted().toList(), List.copyOf(byName.keySet()), byName::toString);
    assertEquals(
        List.of(),
        byName.values().stream()
            .filter(each -> !each.path("description").asText().endsWith("."))
            .map(each -> each.get("name").asText())
            .toList(),
        "without a description");
  }

  private static String dashed(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
  }
}
