package io.mqttremoting.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ConnectionStatistics;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.TestConnections;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.UserProperties;
import io.mqttremoting.testsupport.Await;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service of {@link IFuzzed} that receives arbitrary messages from strangers. */
final class ServiceScene implements AutoCloseable {
  private static final Pattern MEMORY = Pattern.compile("\"memory\":\"([^\"]*)\"");
  private static final String GOOD_REPLIES = "good/replies";
  private static final Message.Properties NONE = Message.Properties.NONE;

  private final FakeBroker broker;
  private final RemotingConnection connection;
  private final ServiceHandle handle;
  private final Queue<String> forged = new ConcurrentLinkedQueue<>();
  private final Map<String, String> latest = new ConcurrentHashMap<>();
  private final AtomicLong replies = new AtomicLong();

  /**
   * The {@code memory} in the service's status. A request that names it is for this service alone.
   */
  private final String memory;

  private int checks;

  ServiceScene(MqttVersion version) {
    broker = new FakeBroker(version, this::published);
    connection = TestConnections.by(broker).clientId("server").connect();
    handle = connection.serve(new Fuzzed());
    Matcher found = MEMORY.matcher(broker.toItself(Seeds.ID + "/_status/server"));
    assertTrue(found.find());
    memory = found.group(1);
  }

  long replies() {
    return replies.get();
  }

  /** Records messages that a stranger's response topic made the service publish in its own name. */
  private void published(Message message) {
    latest.put(message.topic(), new String(message.payload(), UTF_8));
    String[] levels = message.topic().split("/", -1);
    String kind = levels.length > 3 ? levels[2] : "";
    boolean own = levels[0].equals("_remoting") || Set.of("prop", "_status").contains(kind);
    if (own ? !message.retained() : message.retained() || !isForReplies(message.topic(), kind)) {
      forged.add(message.topic());
    }
    replies.addAndGet(own ? 0 : 1);
    if (latest.size() > 1000) {
      latest.clear();
    }
  }

  private static boolean isForReplies(String topic, String kind) {
    return !topic.isEmpty()
        && topic.chars().noneMatch(c -> c == '+' || c == '#' || c < ' ')
        && !topic.startsWith("$")
        && !Set.of("set", "sig").contains(kind)
        && (!kind.equals("rpc") || topic.endsWith("/result"));
  }

  /** Delivers one message that may be valid or malformed. */
  void feed(Choices choices) {
    broker.deliver(
        switch (choices.below(8)) {
          case 0, 1 -> {
            String name = Seeds.name(choices, Seeds.VALUES);
            yield message(choices, "/set/" + name, Seeds.VALUES.get(name), NONE);
          }
          case 2, 3, 4 -> requestV5(choices);
          case 5, 6 -> requestV3(choices);
          default -> message(choices, unknown(choices), "[]", NONE);
        });
  }

  private static String unknown(Choices choices) {
    return choices.of("/rpc/", "/rpc/v3/", "/set/", "/", "/rpc/v3/reset/", "/rpc/_")
        + choices.of("", "x", "v3", "reset", "a/b/c", "_get", "ü", "+", "result");
  }

  private Message requestV5(Choices choices) {
    String name = Seeds.name(choices, Seeds.ARGUMENTS);
    Message.Properties good =
        new Message.Properties(
            Headers.responseTopic(choices),
            ("c" + choices.below(1000)).getBytes(UTF_8),
            30,
            UserProperties.of(
                choices.once(2) ? Map.of("remoting", "1", "remoting-memory", memory) : Map.of()));
    return message(choices, "/rpc/" + name, Seeds.ARGUMENTS.get(name), good);
  }

  private Message requestV3(Choices choices) {
    String name = Seeds.name(choices, Seeds.ARGUMENTS);
    String more =
        switch (choices.below(3)) {
          case 0 -> ",\"memory\":\"" + memory + "\",\"repeatedAfterMillis\":" + choices.below(9);
          case 1 -> ",\"memory\":\"another\"";
          default -> "";
        };
    String topic = Headers.responseTopic(choices).replaceAll("[\"\\\\]", "");
    String payload =
        Seeds.request(
            "c" + choices.below(1000),
            topic,
            more + Seeds.metadata(choices),
            Seeds.ARGUMENTS.get(name));
    return message(choices, "/rpc/v3/" + name, payload, NONE);
  }

  private static Message message(
      Choices choices, String topic, String payload, Message.Properties good) {
    return new Message(
        Seeds.ID + topic,
        Mutations.of(choices, payload),
        choices.below(3),
        choices.once(20),
        Headers.properties(choices, good));
  }

  /** Checks that no request is left open, nothing was forged, and a valid request is answered. */
  void check() {
    Await.until(() -> "all requests of the service are answered", this::isIdle);
    assertEquals(List.of(), List.copyOf(forged));
    ConnectionStatistics now = connection.statistics();
    assertEquals(0, now.openRequests());
    assertTrue(now.rememberedReplies() <= 100_000);
    assertTrue(now.rememberedBytes() <= 32 << 20);
    assertTrue(connection.isConnected());
    checkAnswers();
  }

  private boolean isIdle() {
    ConnectionStatistics now = connection.statistics();
    return now.queued() == 0
        && now.queuedBytes() == 0
        && now.waitingForBroker() == 0
        && now.busyThreads() == 0;
  }

  private void checkAnswers() {
    int number = ++checks;
    String id = "good" + number;
    deliver("/set/count", Integer.toString(number), NONE);
    awaitLatest(Seeds.ID + "/prop/count", Integer.toString(number));
    String v3 = Seeds.request(id, GOOD_REPLIES + "3", "", "[" + number + "]");
    deliver("/rpc/v3/negate", v3, NONE);
    awaitLatest(GOOD_REPLIES + "3", Seeds.reply(id, "\"data\":-" + number));
    Message.Properties properties =
        new Message.Properties(
            GOOD_REPLIES + "5", id.getBytes(UTF_8), 0, UserProperties.of(Map.of("remoting", "1")));
    deliver("/rpc/negate", "[" + number + "]", properties);
    awaitLatest(GOOD_REPLIES + "5", "-" + number);
  }

  private void deliver(String topic, String payload, Message.Properties properties) {
    broker.deliver(new Message(Seeds.ID + topic, payload.getBytes(UTF_8), 1, false, properties));
  }

  private void awaitLatest(String topic, String payload) {
    Await.until(
        () -> payload + " on " + topic + ", where there is " + latest.get(topic),
        () -> payload.equals(latest.get(topic)));
  }

  @Override
  public void close() {
    handle.close();
    assertEquals(Set.of(), Set.copyOf(broker.filters()));
    connection.close();
  }
}
