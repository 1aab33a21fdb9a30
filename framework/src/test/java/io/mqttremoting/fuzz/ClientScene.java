package io.mqttremoting.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.ConnectionStatistics;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.TestConnections;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.UserProperties;
import io.mqttremoting.testsupport.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of {@link IFuzzed} that receives arbitrary messages from strangers. */
final class ClientScene implements AutoCloseable {
  private static final Pattern CORRELATION = Pattern.compile("\"correlationData\":\"([^\"]*)\"");
  private static final int MAX_INSTANCES = 1000;
  private static final int MAX_OWN_FILTERS = 5; // of one interface
  private static final Message.Properties NONE = Message.Properties.NONE;

  private final FakeBroker broker;
  private final RemotingConnection connection;
  private final IFuzzed client;
  private final AtomicInteger handled = new AtomicInteger();
  private final AtomicReference<String> heard = new AtomicReference<>();

  /** Requests that are not answered yet, by correlation data. */
  private final Map<String, Message> requests = new ConcurrentHashMap<>();

  private final List<CompletableFuture<?>> calls = new ArrayList<>();
  private int checks;

  ClientScene(MqttVersion version) {
    broker = new FakeBroker(version, this::published);
    connection =
        TestConnections.by(broker).clientId("caller").callTimeout(Duration.ofSeconds(50)).connect();
    client = connection.client(IFuzzed.class);
    client.onCountChanged(value -> handled.incrementAndGet());
    client.onWideChanged(value -> handled.incrementAndGet());
    client.onNamed(heard::set);
    client.onMoved((number, wide) -> handled.incrementAndGet());
  }

  int handled() {
    return handled.get();
  }

  private void published(Message message) {
    if (!message.topic().contains("/_cancel") && !message.topic().contains("/_announce")) {
      requests.put(correlation(message), message);
    }
  }

  private static String correlation(Message request) {
    byte[] opaque = request.properties().correlationData();
    if (opaque != null) {
      return new String(opaque, UTF_8);
    }
    Matcher found = CORRELATION.matcher(new String(request.payload(), UTF_8));
    assertTrue(found.find());
    return found.group(1);
  }

  /**
   * Delivers one message that may be valid or malformed. Sometimes the client makes a call first.
   */
  void feed(Choices choices) {
    if (calls.size() < 20 && choices.once(20)) {
      calls.add(choices.once(2) ? client.negate(1) : client.setName("n"));
    }
    switch (choices.below(7)) {
      case 0, 1 -> {
        String name = Seeds.name(choices, Seeds.VALUES);
        feed(choices, Seeds.ID + "/prop/" + name, Seeds.VALUES.get(name), NONE);
      }
      case 2 -> {
        String name = Seeds.name(choices, Seeds.SIGNALS);
        feed(choices, Seeds.ID + "/sig/" + name, Seeds.SIGNALS.get(name), NONE);
      }
      case 3 -> {
        String status = choices.of(Seeds.STATUSES.toArray(String[]::new));
        String who = choices.once(4) ? "s" + choices.below(5000) : "s" + choices.below(3);
        String topic = choices.of("_remoting/", Seeds.ID + "/_status/") + who;
        feed(choices, topic, status, NONE);
      }
      case 4 -> feed(choices, unknown(choices), "[]", NONE);
      default -> reply(choices);
    }
  }

  private static String unknown(Choices choices) {
    return Seeds.ID
        + choices.of("/rpc/reset/", "/rpc/v3/", "/prop/", "/sig/", "/_status/", "/", "/rpc/")
        + choices.of("", "x", "caller/result", "x/caller/result", "a/b/c", "v3", "ü", "+");
  }

  /** Delivers a reply to one of the open calls, or to none. */
  private void reply(Choices choices) {
    Message request = open(choices);
    String id = request == null ? "nobody's" : correlation(request);
    String operation =
        request == null ? Seeds.name(choices, Seeds.RESULTS) : operation(request.topic());
    String result = Seeds.RESULTS.get(operation);
    if (choices.once(2)) {
      String outcome = choices.once(3) ? Seeds.error(choices) : "\"data\":" + result;
      String topic = Seeds.ID + "/rpc/v3/" + operation + "/caller/result";
      feed(choices, topic, Seeds.reply(id, outcome), NONE);
    } else {
      Message.Properties good =
          new Message.Properties(null, id.getBytes(UTF_8), 0, UserProperties.NONE);
      feed(choices, Seeds.ID + "/rpc/" + operation + "/caller/result", result, good);
    }
  }

  private Message open(Choices choices) {
    Message[] open = requests.values().toArray(Message[]::new);
    return open.length == 0 || choices.once(4) ? null : choices.of(open);
  }

  private static String operation(String topic) {
    return topic.substring(topic.lastIndexOf('/') + 1);
  }

  private void feed(Choices choices, String topic, String payload, Message.Properties good) {
    broker.deliver(
        new Message(
            topic,
            Mutations.of(choices, payload),
            choices.below(3),
            choices.once(3),
            Headers.properties(choices, good)));
  }

  private void deliver(String topic, String payload, Message.Properties properties) {
    broker.deliver(new Message(topic, payload.getBytes(UTF_8), 1, false, properties));
  }

  /** Answers a request as a correct service does. */
  private void answer(Message request) {
    String operation = operation(request.topic());
    String result = operation.equals("_set") ? "\"n\"" : Seeds.RESULTS.get(operation);
    if (request.properties().responseTopic() == null) {
      deliver(
          Seeds.ID + "/rpc/v3/" + operation + "/caller/result",
          Seeds.reply(correlation(request), "\"data\":" + result),
          NONE);
    } else {
      byte[] id = request.properties().correlationData();
      deliver(
          request.properties().responseTopic(),
          result,
          new Message.Properties(null, id, 0, UserProperties.NONE));
    }
  }

  /** Checks that all calls end as they may, and that a correct service is still understood. */
  void check() {
    deliver(Seeds.ID + "/_status/s0", Seeds.STATUSES.get(2), NONE);
    deliver("_remoting/s0", "{\"online\":true,\"session\":\"s\"}", NONE);
    awaitAnswered();
    for (CompletableFuture<?> call : calls) {
      assertEquals(null, call.handle((value, failure) -> improper(failure)).join());
    }
    calls.clear();
    Await.until(
        () -> "nothing waits at the client",
        () -> {
          requests.values().forEach(this::answer); // also the question for the contract
          return isIdle();
        });
    requests.clear();
    assertTrue(
        connection.statistics().subscriptions() <= MAX_INSTANCES + MAX_OWN_FILTERS,
        "it listens to no more connections than it may know");
    assertTrue(connection.isConnected());
    checkUnderstands();
  }

  /**
   * Answers requests until all calls have ended. A request may be sent late, because the client may
   * first have to find out whether a service is available.
   */
  private void awaitAnswered() {
    Await.until(
        () -> "calls end: " + calls,
        () -> {
          requests.values().forEach(this::answer);
          return calls.stream().allMatch(CompletableFuture::isDone);
        });
  }

  private boolean isIdle() {
    ConnectionStatistics now = connection.statistics();
    return now.openCalls() == 0
        && now.openProbes() == 0
        && now.queued() == 0
        && now.queuedBytes() == 0
        && now.waitingForBroker() == 0
        && now.busyThreads() == 0;
  }

  /** The failure, if a call must not end with it; {@code null} if the call ended properly. */
  private static Throwable improper(Throwable failure) {
    return failure instanceof RemotingException || failure instanceof IFuzzed.RefusedException
        ? null
        : failure;
  }

  private void checkUnderstands() {
    int number = ++checks;
    deliver(Seeds.ID + "/prop/count", Integer.toString(number), NONE);
    assertEquals(number, client.getCount());
    deliver(Seeds.ID + "/sig/named", "[\"good" + number + "\"]", NONE);
    Await.until(() -> "the signal", () -> ("good" + number).equals(heard.get()));
    CompletableFuture<Long> call = client.negate(5);
    calls.add(call);
    awaitAnswered();
    assertEquals(-5, call.join());
    calls.clear();
    requests.clear();
  }

  @Override
  public void close() {
    ClientHandle.of(client).close();
    Await.until(
        () -> "no subscription is left: " + broker.filters(),
        () -> broker.filters().equals(Set.of()));
    connection.close();
  }
}
