package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.testsupport.TestBroker;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every request recorded from a client in another language gets the reply that its service gave.
 */
class RecordedRequestsTest {
  private static TestBroker broker;
  private static RemotingConnection connection;

  @BeforeAll
  static void serve() {
    broker = BrokerKind.MOSQUITTO.start();
    connection = MqttRemoting.connect(broker.uri().toString());
    Echo.types().forEach(RecordedRequestsTest::serve);
  }

  private static <T> void serve(Class<T> type) {
    connection.serve(type, Echo.of(type), ServiceOptions.defaults());
  }

  @AfterAll
  static void end() {
    if (connection != null) {
      connection.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  /**
   * Compares numbers by value: {@code 1e-09} equals {@code 1.0E-9}. The contract says which are
   * floats.
   */
  private static void assertSame(JsonNode expected, JsonNode actual, boolean isFloat, String what) {
    if (expected.isNumber() && actual.isNumber()) {
      if (expected.isIntegralNumber() && actual.isIntegralNumber()) {
        assertEquals(expected.bigIntegerValue(), actual.bigIntegerValue(), what);
      } else if (isFloat) {
        assertEquals((float) expected.doubleValue(), (float) actual.doubleValue(), what);
      } else {
        assertEquals(expected.doubleValue(), actual.doubleValue(), what);
      }
    } else if (expected.isContainerNode()) {
      assertEquals(expected.getNodeType(), actual.getNodeType(), what);
      assertEquals(expected.size(), actual.size(), what);
      if (expected.isArray()) {
        for (int i = 0; i < expected.size(); i++) {
          assertSame(expected.get(i), actual.get(i), isFloat, what);
        }
      } else {
        for (String name : (Iterable<String>) expected::fieldNames) {
          assertTrue(actual.has(name), what);
          assertSame(expected.get(name), actual.get(name), isFloat, what);
        }
      }
    } else {
      assertEquals(expected, actual, what);
    }
  }

  private static boolean isFloat(Recording recording) {
    return recording.member().endsWith("Float") || recording.member().endsWith("Float32");
  }

  @ParameterizedTest
  @ValueSource(strings = {"python-peer.jsonl", "cpp14-peer.jsonl"})
  void operationsAnswerAsThePeersDid(String file) {
    List<Recording> all = Recording.read(file);
    List<Recording> requests = all.stream().filter(Recording::isRequest).toList();
    assertTrue(requests.size() > 15, requests::toString);
    try (RawClient peer = new RawClient(broker.uri())) {
      requests.stream().map(Recording::responseTopic).distinct().forEach(peer::subscribe);
      for (Recording request : requests) {
        Mqtt5PublishBuilder.Complete message =
            RawClient.message(request.topic(), request.payload())
                .responseTopic(request.responseTopic())
                .correlationData(request.correlationData());
        peer.publish(message);
        Mqtt5Publish reply = peer.next();
        assertEquals(request.responseTopic(), reply.getTopic().toString());
        assertArrayEquals(
            request.correlationData(), RawClient.correlationData(reply), request::toString);
        assertTrue(reply.getUserProperties().asList().isEmpty(), request::toString);
        JsonNode expected =
            request
                .reply(all)
                .map(Recording::json)
                .orElseGet(() -> Recording.tree("0")); // the C++ peer sends no reply for void
        assertSame(
            expected, Recording.tree(RawClient.text(reply)), isFloat(request), request.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"python-peer.jsonl", "cpp14-peer.jsonl"})
  void setsChangeThePropertyForAll(String file) {
    List<Recording> sets =
        Recording.read(file).stream().filter(r -> r.kind().equals("set")).toList();
    assertTrue(sets.size() > 10, sets::toString);
    try (RawClient peer = new RawClient(broker.uri())) {
      for (Recording set : sets) {
        String topic = set.topic().replace("/set/", "/prop/");
        peer.subscribe(topic);
        peer.publish(RawClient.message(set.topic(), set.payload()));
        JsonNode last = null;
        while (!sameValue(set, last)) { // the retained value may come first
          Mqtt5Publish value = peer.next(topic);
          last = Recording.tree(RawClient.text(value));
        }
      }
    }
  }

  private static boolean sameValue(Recording set, JsonNode actual) {
    if (actual == null) {
      return false;
    }
    try {
      assertSame(set.json(), actual, isFloat(set), set.toString());
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  @Test
  void nothingElseWasRecorded() {
    Stream.of("python-peer.jsonl", "cpp14-peer.jsonl")
        .flatMap(file -> Recording.read(file).stream())
        .forEach(
            r -> assertTrue(List.of("rpc", "set", "prop", "sig").contains(r.kind()), r::toString));
  }
}
