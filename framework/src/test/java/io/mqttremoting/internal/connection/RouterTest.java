package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.wire.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
  private static final int MAX_PAYLOAD_BYTES = 8;

  private final Router router = new Router(MAX_PAYLOAD_BYTES);

  /**
   * What happened, in order: "endpoint got topic", "endpoint knows topic" of those without a
   * receiver, "endpoint rejects topic: reason".
   */
  private final List<String> events = new ArrayList<>();

  private class FakeEndpoint extends IdleEndpoint {
    private final String name;
    private final List<String> filters;
    private final List<String> topics;
    private String otherTopic;
    private RuntimeException failure;

    FakeEndpoint(String name, List<String> filters, String... topics) {
      this.name = name;
      this.filters = filters;
      this.topics = List.of(topics);
    }

    @Override
    public List<String> filters(MqttVersion version) {
      return filters;
    }

    /** Returns new receivers each time, as clients do. */
    @Override
    public Map<String, Consumer<Message>> receivers() {
      Map<String, Consumer<Message>> receivers = new HashMap<>();
      topics.forEach(topic -> receivers.put(topic, message -> happened(" got " + message.topic())));
      return receivers;
    }

    @Override
    public boolean receiveOther(Message message) {
      if (message.topic().equals(otherTopic)) {
        happened(" knows " + message.topic());
        return true;
      }
      return false;
    }

    @Override
    public void onUnreceivable(Message message, String reason) {
      happened(" rejects " + message.topic() + ": " + reason);
    }

    private void happened(String what) {
      events.add(name + what);
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public void onConnected() {
      throw new AssertionError("not of the router's concern");
    }

    @Override
    public void onConnectionLost(Throwable cause) {
      throw new AssertionError("not of the router's concern");
    }
  }

  private FakeEndpoint add(String name, List<String> filters, String... topics) {
    FakeEndpoint endpoint = new FakeEndpoint(name, filters, topics);
    router.add(endpoint);
    return endpoint;
  }

  private List<String> eventsOf(String topic, int size) {
    events.clear();
    router.route(new Message(topic, new byte[size], 1, false));
    return List.copyOf(events);
  }

  private List<String> eventsOf(String topic) {
    return eventsOf(topic, 1);
  }

  @Test
  void exactTopics() {
    add("A", List.of("m/A/prop/+"), "m/A/prop/x", "m/A/prop/y");
    add("B", List.of("m/B/prop/+"), "m/B/prop/x");
    assertEquals(List.of("A got m/A/prop/x"), eventsOf("m/A/prop/x"));
    assertEquals(List.of("A got m/A/prop/y"), eventsOf("m/A/prop/y"));
    assertEquals(List.of("B got m/B/prop/x"), eventsOf("m/B/prop/x"));
  }

  @Test
  void theMessageItself() {
    List<Message> received = new ArrayList<>();
    FakeEndpoint endpoint =
        new FakeEndpoint("A", List.of("t")) {
          @Override
          public Map<String, Consumer<Message>> receivers() {
            return Map.of("t", received::add);
          }
        };
    router.add(endpoint);
    Message message = new Message("t", new byte[] {1}, 1, true);
    router.route(message);
    assertEquals(1, received.size());
    assertSame(message, received.get(0));
  }

  @Test
  void severalEndpointsOfATopicInTheOrderOfRegistration() {
    add("A", List.of("m/A/prop/+"), "m/A/prop/x");
    add("B", List.of("m/A/prop/+"), "m/A/prop/x");
    add("C", List.of("m/A/prop/+"), "m/A/prop/y");
    assertEquals(List.of("A got m/A/prop/x", "B got m/A/prop/x"), eventsOf("m/A/prop/x"));
  }

  @Test
  void aReceiverThatThrowsKeepsNothingFromTheOthers() {
    add("A", List.of("t"), "t").failure = new IllegalStateException("expected in the log");
    add("B", List.of("t"), "t");
    assertEquals(List.of("A got t", "B got t"), eventsOf("t"));
    assertEquals(List.of("A got t", "B got t"), eventsOf("t"));
  }

  @Test
  void unknownMembers() {
    add("A", List.of("m/A/rpc/v3/+", "m/A/set/+"), "m/A/rpc/v3/say");
    add("B", List.of("m/B/rpc/v3/+"), "m/B/rpc/v3/say");
    assertEquals(List.of("A rejects m/A/rpc/v3/nope: no such member"), eventsOf("m/A/rpc/v3/nope"));
    assertEquals(List.of("A rejects m/A/set/nope: no such member"), eventsOf("m/A/set/nope"));
    assertEquals(List.of("B rejects m/B/rpc/v3/: no such member"), eventsOf("m/B/rpc/v3/"));
  }

  @Test
  void unknownMembersAreRejectedByEachThatAskedForThem() {
    add("A", List.of("m/A/prop/+"), "m/A/prop/x").failure = new IllegalStateException("in the log");
    add("B", List.of("m/A/prop/+"), "m/A/prop/x");
    assertEquals(
        List.of("A rejects m/A/prop/y: no such member", "B rejects m/A/prop/y: no such member"),
        eventsOf("m/A/prop/y"));
  }

  @Test
  void topicsWithoutReceiverThatAnEndpointKnows() {
    FakeEndpoint a = add("A", List.of("m/A/_status/+", "m/A/prop/+"), "m/A/prop/x");
    a.otherTopic = "m/A/_status/c1";
    assertEquals(List.of("A knows m/A/_status/c1"), eventsOf("m/A/_status/c1"));
    assertEquals(List.of("A rejects m/A/_status/c2: no such member"), eventsOf("m/A/_status/c2"));
    router.remove(a);
    assertEquals(List.of(), eventsOf("m/A/_status/c1"));
  }

  @Test
  void topicsThatOneKnowsAndAnotherDoesNot() {
    FakeEndpoint a = add("A", List.of("m/A/_status/+"));
    a.otherTopic = "m/A/_status/c1";
    a.failure = new IllegalStateException("expected in the log");
    add("B", List.of("m/A/_status/+"));
    add("C", List.of("m/A/_status/+")).otherTopic = "m/A/_status/c1";
    add("D", List.of("m/D/_status/+")).otherTopic = "m/A/_status/c1";
    assertEquals(
        List.of(
            "A knows m/A/_status/c1",
            "B rejects m/A/_status/c1: no such member",
            "C knows m/A/_status/c1"),
        eventsOf("m/A/_status/c1"));
  }

  @Test
  void messagesWithAReceiverGoOnlyToIt() {
    add("A", List.of("m/A/prop/+"), "m/A/prop/x").otherTopic = "m/A/prop/x";
    assertEquals(List.of("A got m/A/prop/x"), eventsOf("m/A/prop/x"));
  }

  @Test
  void tooLargeAlsoForThoseThatKnowTheTopic() {
    add("A", List.of("m/A/_status/+")).otherTopic = "m/A/_status/c1";
    assertEquals(
        List.of("A rejects m/A/_status/c1: the payload of 9 bytes exceeds the limit of 8"),
        eventsOf("m/A/_status/c1", MAX_PAYLOAD_BYTES + 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"m/A/rpc/v3/say/c1", "m/A/rpc/v3", "x/A/rpc/v3/say", "m", "", "/"})
  void topicsWithoutASubscriber(String topic) {
    add("A", List.of("m/A/rpc/v3/+"), "m/A/rpc/v3/say");
    assertEquals(List.of(), eventsOf(topic));
  }

  @Test
  void wildcardsWithinAFilter() {
    add("A", List.of("m/A/rpc/v3/+/c1/result"));
    String topic = "m/A/rpc/v3/say/c1/result";
    assertEquals(List.of("A rejects " + topic + ": no such member"), eventsOf(topic));
    assertEquals(List.of(), eventsOf("m/A/rpc/v3/say/c2/result"));
  }

  @Test
  void tooLarge() {
    add("A", List.of("m/A/prop/+"), "m/A/prop/x");
    add("B", List.of("m/B/prop/+"), "m/B/prop/x");
    assertEquals(List.of("A got m/A/prop/x"), eventsOf("m/A/prop/x", MAX_PAYLOAD_BYTES));
    assertEquals(
        List.of("A rejects m/A/prop/x: the payload of 9 bytes exceeds the limit of 8"),
        eventsOf("m/A/prop/x", MAX_PAYLOAD_BYTES + 1));
  }

  @Test
  void removedEndpointsGetNothingMore() {
    FakeEndpoint a = add("A", List.of("m/A/prop/+"), "m/A/prop/x", "m/A/prop/y");
    FakeEndpoint b = add("B", List.of("m/A/prop/+"), "m/A/prop/x");
    router.remove(a);
    assertEquals(List.of(b), router.endpoints());
    assertEquals(List.of("B got m/A/prop/x"), eventsOf("m/A/prop/x"));
    assertEquals(List.of("B rejects m/A/prop/y: no such member"), eventsOf("m/A/prop/y"));
    router.remove(b);
    assertEquals(List.of(), router.endpoints());
    assertEquals(List.of(), eventsOf("m/A/prop/x"));
    router.add(a);
    assertEquals(List.of("A got m/A/prop/x"), eventsOf("m/A/prop/x"), "once");
  }

  @Test
  void filtersOfOneEndpointOnly() {
    FakeEndpoint a = add("A", List.of("m/A/prop/+", "m/A/sig/+"));
    add("B", List.of("m/A/prop/+", "m/B/sig/+"));
    assertEquals(List.of("m/A/sig/+"), router.unshared(a, MqttVersion.MQTT_5));
    FakeEndpoint c = new FakeEndpoint("C", List.of("m/A/prop/+", "m/C/prop/+"));
    assertEquals(
        List.of("m/C/prop/+"), router.unshared(c, MqttVersion.MQTT_5), "also before it is added");
  }
}
