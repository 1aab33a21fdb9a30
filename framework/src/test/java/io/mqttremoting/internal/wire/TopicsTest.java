package io.mqttremoting.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.MqttVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
  private final Topics topics = new Topics("io.world/Hello");

  @Test
  void topicsOfTheMapping() {
    assertEquals("io.world/Hello/prop/last", topics.property("last"));
    assertEquals("io.world/Hello/set/last", topics.set("last"));
    assertEquals("io.world/Hello/sig/justSaid", topics.signal("justSaid"));
    assertEquals("io.world/Hello/rpc/v3/say", topics.requestV3("say"));
    assertEquals("io.world/Hello/rpc/v3/say/c1/result", topics.replyV3("say", "c1"));
    assertEquals("io.world/Hello/rpc/say", topics.requestV5("say"));
    assertEquals("io.world/Hello/rpc/say/c1/result", topics.replyV5("say", "c1"));
    assertEquals("io.world/Hello/_status/c1", topics.status("c1"));
    assertEquals("_remoting/c1", Topics.connectionStatus("", "c1"));
  }

  @Test
  void filters() {
    assertEquals("io.world/Hello/prop/+", topics.property("+"));
    assertEquals("io.world/Hello/set/+", topics.set("+"));
    assertEquals("io.world/Hello/sig/+", topics.signal("+"));
    assertEquals("io.world/Hello/rpc/v3/+", topics.requestV3("+"));
    assertEquals("io.world/Hello/rpc/v3/+/c1/result", topics.replyV3("+", "c1"));
    assertEquals("io.world/Hello/rpc/+", topics.requestV5("+"));
    assertEquals("io.world/Hello/rpc/+/c1/result", topics.replyV5("+", "c1"));
    assertEquals("io.world/Hello/_status/+", topics.status("+"));
  }

  @Test
  void groups() {
    assertEquals("io.world/Hello/_group/c1", topics.groupMember("c1"));
    assertEquals("$share/g/io.world/Hello/rpc/+", Topics.shared("g", topics.requestV5("+")));
    assertEquals("io.world/Hello/rpc/+", Topics.matchedBy("$share/g/io.world/Hello/rpc/+"));
    assertEquals("io.world/Hello/rpc/+", Topics.matchedBy("io.world/Hello/rpc/+"));
  }

  @Test
  void whatIsForNow() {
    for (String filter :
        List.of(
            topics.requestV5("+"),
            topics.requestV3("+"),
            topics.replyV5("+", "c1"),
            topics.replyV3("+", "c1"),
            topics.set("+"),
            topics.signal("+"),
            topics.groupMember("c1"),
            "+/io.world/Hello/sig/+",
            Topics.shared("g", topics.requestV5("+")),
            Topics.shared("g", new Topics("a/b/c/d/@kitchen/io.world/Hello").set("+")))) {
      assertTrue(Topics.isForNow(filter), filter);
    }
    for (String filter :
        List.of(
            topics.property("+"),
            topics.status("+"),
            Topics.connectionStatus("", "+"),
            "#",
            "a/b")) {
      assertFalse(Topics.isForNow(filter), filter);
    }
  }

  @Test
  void isProperty() {
    assertTrue(topics.isProperty("io.world/Hello/prop/last"));
    assertFalse(topics.isProperty("io.world/Hello/set/prop"));
    assertFalse(topics.isProperty("io.world/Hello2/prop/last"));
  }

  @Test
  void isSet() {
    assertTrue(topics.isSet("io.world/Hello/set/last"));
    assertFalse(topics.isSet("io.world/Hello/prop/set"));
    assertFalse(topics.isSet("io.world/Hello2/set/last"));
    assertFalse(topics.isSet("io.world/Hello/rpc/v3/set"));
  }

  @Test
  void isRequestV3() {
    assertTrue(topics.isRequestV3("io.world/Hello/rpc/v3/say"));
    assertFalse(topics.isRequestV3("io.world/Hello/rpc/say"));
    assertFalse(topics.isRequestV3("io.world/Hello/rpc/v3"));
    assertFalse(topics.isRequestV3("io.world/Hello2/rpc/v3/say"));
  }

  @Test
  void clientOfStatus() {
    assertEquals(Optional.of("c1"), topics.clientOfStatus("io.world/Hello/_status/c1"));
    assertEquals(Optional.empty(), topics.clientOfStatus("io.world/Hello/prop/_status"));
    assertEquals(Optional.empty(), topics.clientOfStatus("io.world/Hello2/_status/c1"));
    assertEquals(Optional.empty(), topics.clientOfStatus("io.world/Hello/_status"));
  }

  @ParameterizedTest
  @CsvSource({
    "io.world/Hello/prop/last, io.world/Hello",
    "io.world/Hello/rpc/v3/say/c1/result, io.world/Hello",
    "@kitchen/io.world/Hello/sig/justSaid, @kitchen/io.world/Hello",
    "+/io.world/Hello/sig/+, +/io.world/Hello",
    "a/b/c/d/@kitchen/io.world/Hello/_status/c1, a/b/c/d/@kitchen/io.world/Hello",
    "a/b/c/d/@e/io.world/Hello/x/prop/last, a/b/c/d/@e/io.world/Hello/x/prop/last",
    "prop/set/sig/x, prop/set", // the module 'prop' and the interface 'set'
    "_remoting/c1, _remoting/c1",
    "plant7/_remoting/c1, plant7/_remoting/c1",
  })
  void owner(String topic, String owner) {
    assertEquals(owner, Topics.owner(topic));
  }

  @ParameterizedTest
  @CsvSource({
    "@kitchen/io.world/Hello, +/io.world/Hello",
    "plant7/@kitchen/io.world/Hello, plant7/+/io.world/Hello",
    "@a/@kitchen/io.world/Hello, @a/+/io.world/Hello", // the instance comes before the interface
    "_remoting/c1, _remoting/+",
    "plant7/_remoting/c1, plant7/_remoting/+",
    "io.world/Hello,",
    "plant7/io.world/Hello,",
    "@kitchen/Hello,", // no interface follows it
    "@kitchen/a/io.world/Hello,",
    "Hello,",
    "_remoting,",
    "x_remoting/c1,",
    "'',",
  })
  void ownerWithWildcard(String owner, String wildcard) {
    assertEquals(Optional.ofNullable(wildcard), Topics.ownerWithWildcard(owner));
  }

  @Test
  void isOwnReplyTopic() {
    assertTrue(topics.isOwnReplyTopic("io.world/Hello/rpc/say/c1/result"));
    assertTrue(topics.isOwnReplyTopic("io.world/Hello/rpc/v3/say/c1/result"));
    assertFalse(topics.isOwnReplyTopic("io.world/Hello2/rpc/say/c1/result"));
    assertFalse(topics.isOwnReplyTopic("plant7/io.world/Hello/rpc/say/c1/result"));
    assertFalse(topics.isOwnReplyTopic("io.world/Hello/rpc/say"));
    assertFalse(topics.isOwnReplyTopic("io.world/Hello/prop/result"));
    assertFalse(topics.isOwnReplyTopic("replies"));
  }

  @Test
  void onlyWhatThisVersionOfMqttCanCarryIsSubscribedTo() {
    assertEquals(
        List.of("io.world/Hello/rpc/v3/+", "io.world/Hello/rpc/+"),
        topics.requestFilters(MqttVersion.MQTT_5));
    assertEquals(List.of("io.world/Hello/rpc/v3/+"), topics.requestFilters(MqttVersion.MQTT_3_1_1));
    assertEquals(
        List.of("io.world/Hello/rpc/v3/+/c1/result", "io.world/Hello/rpc/+/c1/result"),
        topics.replyFilters(MqttVersion.MQTT_5, "c1"));
    assertEquals(
        List.of("io.world/Hello/rpc/v3/+/c1/result"),
        topics.replyFilters(MqttVersion.MQTT_3_1_1, "c1"));
    assertEquals(List.of("v5", "v3"), Mappings.names(MqttVersion.MQTT_5));
    assertEquals(List.of("v3"), Mappings.names(MqttVersion.MQTT_3_1_1));
  }

  @Test
  void onlyPlainTopicsAreLogged() {
    assertTrue(Topics.isPlain("io.world/H\u00e9llo/rpc/say"));
    for (String topic : List.of("a\nb", "a\u001b[0m", "a/+", "#", "a\uD800")) {
      assertFalse(Topics.isPlain(topic), topic);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "prop/last, last",
    "set/last, last",
    "sig/justSaid, justSaid",
    "rpc/v3/say, say",
    "rpc/say, say",
    "rpc/say/c1/result, say",
    "_status/c1, c1",
    "rpc/v3/say/c1/result, say",
    "prop/result, result",
    "sig/result, result",
    "rpc/v3/result, result",
    "rpc/v3/result/result/result, result",
    "prop/rpc, rpc",
    "rpc/v3/v3, v3",
    "rpc/v3, v3",
    "rpc, rpc",
  })
  void memberOf(String rest, String member) {
    assertEquals(member, topics.memberOf("io.world/Hello/" + rest));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.world/Hello/rpc/v3/say/c1/result",
        "io.world/Hello/rpc/say/c1/result",
        "io.world/Hello/rpc/say/b'c1'/result", // as the Python peer spells it
        "io.world/Hello/rpc/v3/_get/c1/result",
        "io.world/Hello/rpc/sayqt1/result", // as the Qt peer spells it
        "tb.simple/SimpleInterface/rpc/funcInt{5b0f9e21-c7a4}/result",
        "replies",
        "replies/c1",
        "a/b/c",
        "my/own/replies/c1",
        "/",
        "prop/last",
        "x/prop",
        "é/\uD83D\uDE00",
        "a b",
        "plant7/@kitchen/io.world/Hello/rpc/say/prop/result",
        "a/b/c/d/@kitchen/io.world/Hello/rpc/v3/say/c1/result",
        "io.world/Hello/rpc/say/_remoting/result", // a client with this name
        "_remote/c1",
        "io.world/Hello/rpc/v3/result/c1/result", // of an operation named 'result'
        "io.world/Hello/rpc/result/c1/result",
        "io.world/Hello/rpc/xy/result", // as long as v3
        "a/b/c/d/@e/io.world/Hello/x/prop/last", // more levels than an interface has
      })
  void replyTopics(String topic) {
    assertTrue(Topics.isReplyTopic(topic));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$SYS/x",
        "$share/g/x",
        "a/+/b",
        "a/#",
        "#",
        "a+b",
        "io.world/Hello/prop/last",
        "io.world/Hello/set/last",
        "io.world/Hello/sig/justSaid",
        "other/Interface/prop/x",
        "io.world/Hello/prop/result", // a value, although it ends like a reply topic
        "io.world/Hello/set/result",
        "io.world/Hello/sig/result",
        "io.world/Hello/_status/result",
        "io.world/Hello/_fleet/ask",
        "io.world/Hello/_status/c1",
        "io.world/Hello/_group/c1",
        "io.world/Hello/rpc/say",
        "io.world/Hello/rpc/v3/say",
        "io.world/Hello/rpc/v3/result", // a request to an operation of this name
        "io.world/Hello/rpc/result",
        "io.world/Hello/rpc/v3/say/c1/result/x",
        "_remoting/c1",
        "_remoting",
        "plant7/_remoting/c1",
        "plant7/line2/_remoting",
        "@kitchen/io.world/Hello/prop/last",
        "a/b/c/d/@kitchen/io.world/Hello/prop/last",
        "plant7/io.world/Hello/_status/c1",
        "plant7/io.world/Hello/rpc/say",
        "plant7/io.world/Hello/rpc/v3/result",
        "a\0b",
        "a\u0001",
        "a\n",
        "a\u007f",
        "a\u0085",
        "a\uD800",
        "\uDC00a",
        "a\uFFFE",
        "a\uFDD0",
        "\uD83F\uDFFF",
      })
  void otherTopics(String topic) {
    assertFalse(Topics.isReplyTopic(topic));
  }

  /** The longest allowed names still give reply topics that a service answers to. */
  @Test
  void theLongestNamesMakeReplyTopics() {
    String longest = "x".repeat(200);
    Topics topicsOfLongNames = new Topics("x".repeat(200).concat("/").repeat(6) + longest);
    assertTrue(Topics.isReplyTopic(topicsOfLongNames.replyV3(longest, longest)));
    assertTrue(Topics.isReplyTopic(topicsOfLongNames.replyV5(longest, longest)));
  }

  @Test
  void hugeReplyTopics() {
    assertTrue(Topics.isReplyTopic("x".repeat(2048)));
    assertFalse(Topics.isReplyTopic("x".repeat(2049)));
    assertTrue(Topics.isReplyTopic("x/".repeat(99)));
    assertFalse(Topics.isReplyTopic("x/".repeat(100)));
  }
}
