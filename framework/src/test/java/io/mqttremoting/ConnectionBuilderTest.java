package io.mqttremoting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.internal.model.TopicLevel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which settings a connection accepts. */
class ConnectionBuilderTest {
  private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
  private static final Duration LONG_AGO = Duration.ofSeconds(Long.MIN_VALUE);

  private final ConnectionBuilder settings = MqttRemoting.connection("tcp://localhost:1");

  private static String refusal(Runnable setting) {
    return assertThrows(IllegalArgumentException.class, setting::run).getMessage();
  }

  @Test
  void everyDurationIsCheckedHoweverLong() {
    Map<String, BiConsumer<ConnectionBuilder, Duration>> all = new LinkedHashMap<>();
    all.put(
        "connectTimeout must be between a millisecond and a year",
        ConnectionBuilder::connectTimeout);
    all.put("callTimeout must be between a millisecond and a year", ConnectionBuilder::callTimeout);
    all.put("warnAfter must be between a millisecond and a year", ConnectionBuilder::warnAfter);
    all.put("drainTimeout must be between 0 and a year", ConnectionBuilder::drainTimeout);
    all.put("keepAlive must be between 1 and 65535 seconds", ConnectionBuilder::keepAlive);
    all.put(
        "the first delay must be between a millisecond and a year",
        (builder, time) -> builder.reconnectDelays(time, Duration.ofSeconds(1)));
    all.put(
        "the longest delay must be between a millisecond and a year",
        (builder, time) -> builder.reconnectDelays(Duration.ofMillis(1), time));
    all.put(
        "the interval of returnToFirst must be between a millisecond and a year",
        ConnectionBuilder::returnToFirst);
    all.forEach(
        (rule, setter) -> {
          for (Duration time : List.of(ENDLESS, LONG_AGO, Duration.ofNanos(-1))) {
            assertEquals(rule + ", not " + time, refusal(() -> setter.accept(settings, time)));
          }
          setter.accept(settings, Duration.ofSeconds(1));
        });
    assertEquals(
        "callTimeout must be between a millisecond and a year, not PT0.000999S",
        refusal(() -> settings.callTimeout(Duration.ofNanos(999_000))));
  }

  @Test
  void brokersAreEqualOrTheFirstIsPreferred() {
    String both =
        "spreadBrokers makes all brokers equal, and returnToFirst prefers the first; use one of them";
    ConnectionBuilder spread = MqttRemoting.connection("tcp://localhost:1").spreadBrokers();
    assertEquals(both, refusal(() -> spread.returnToFirst(Duration.ofMinutes(1))));
    ConnectionBuilder returning =
        MqttRemoting.connection("tcp://localhost:1").returnToFirst(Duration.ofMinutes(1));
    assertEquals(both, refusal(returning::spreadBrokers));
  }

  /** Any timeout is accepted, because some users want to wait as long as it takes. */
  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE})
  void waitingMayTakeAnyTime(long seconds) throws InterruptedException {
    RemotingConnection connection = settings.build();
    connection.close(); // so that awaitConnected returns at once
    assertEquals(false, connection.awaitConnected(Duration.ofSeconds(seconds)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a+", "#", "\n", "$a", "a\uD800"})
  void clientIdentifiersAreLevelsOfTopics(String id) {
    assertEquals(
        "the client identifier '" + id + "'" + TopicLevel.RULE + "; choose another",
        refusal(() -> settings.clientId(id)));
  }

  @Test
  void namespacesAreOneToFourLevels() {
    settings.namespace("a");
    settings.namespace("a/b/c/d");
    assertEquals(
        "the namespace 'a/b/c/d/e' has 5 levels; it may have 4",
        refusal(() -> settings.namespace("a/b/c/d/e")));
    assertEquals(
        "the level '' of the namespace 'a//b'" + TopicLevel.RULE,
        refusal(() -> settings.namespace("a//b")));
    assertEquals(
        "the level '' of the namespace ''" + TopicLevel.RULE,
        refusal(() -> settings.namespace("")));
    for (String level : List.of("@a", "_a", "rpc", "prop", "set", "sig")) {
      assertEquals(
          "the level '"
              + level
              + "' of the namespace 'x/"
              + level
              + "' must not start with '@' or '_', and must not be rpc, prop, set or sig",
          refusal(() -> settings.namespace("x/" + level)));
    }
  }

  @Test
  void clientIdentifiersFitIntoTopics() {
    settings.clientId("x".repeat(200));
    assertThrows(IllegalArgumentException.class, () -> settings.clientId("x".repeat(1_000)));
  }

  @Test
  void aUserNeedsNoPassword() {
    assertEquals("credentials of user me", Credentials.of("me", null).toString());
    settings.credentials("me", null);
    assertEquals(
        "user",
        assertThrows(NullPointerException.class, () -> settings.credentials(null, "x"))
            .getMessage());
  }
}
