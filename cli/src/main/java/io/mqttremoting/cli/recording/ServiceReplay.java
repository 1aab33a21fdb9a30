package io.mqttremoting.cli.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.cli.broker.RawConnection;
import io.mqttremoting.cli.recording.RecordedCalls.Call;
import io.mqttremoting.cli.recording.RecordedCalls.Reply;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Stop;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import io.mqttremoting.internal.wire.UserProperties;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Publishes the values and signals of a recording as a service would, and answers calls as it did.
 * Like services in other languages, it has no status.
 */
public final class ServiceReplay implements AutoCloseable {
  private static final int WAITING = 10_000;

  private final List<Entry> publications; // and cleared values, by time
  private final Topics topics;
  private final RawConnection connection;
  private final List<Call> answers;
  private final BiConsumer<String, String> answered;
  private final AtomicLong published = new AtomicLong();

  /** Requests that find no room are not answered. */
  private final ExecutorService requests =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          task -> {
            Thread thread = new Thread(task, "replay");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.DiscardPolicy());

  /**
   * Replays at an interface.
   *
   * @param id the start of its topics
   * @param answered gets each call and its answer, from another thread
   */
  public ServiceReplay(
      Recording recording,
      String id,
      RawConnection connection,
      BiConsumer<String, String> answered) {
    this.publications =
        recording.entries().stream()
            .filter(entry -> entry.message().topic().matches("(prop|sig)/.*"))
            .sorted(Comparator.comparing(Entry::time))
            .toList();
    this.topics = new Topics(id);
    this.connection = connection;
    this.answers =
        new ArrayList<>(
            RecordedCalls.in(recording.entries()).stream()
                .filter(call -> call.reply().isPresent())
                .toList());
    this.answered = answered;
  }

  /** How many values and signals were published. */
  public long published() {
    return published.get();
  }

  /** How many values and signals there are. */
  public long total() {
    return publications.stream().filter(entry -> entry.message().payload().length > 0).count();
  }

  /** Begins to answer calls. */
  public void answer() {
    connection.onMessage(message -> requests.execute(() -> request(message)));
    connection.subscribe(topics.requestFilters(connection.version()), 1);
  }

  /** Publishes all values and signals at their times. */
  public void publish(double speed, Stop stop) throws InterruptedException {
    if (publications.isEmpty()) {
      return;
    }
    Timeline timeline = new Timeline(publications.get(0).time(), speed);
    for (Entry entry : publications) {
      if (!timeline.await(entry.time(), stop)) {
        return;
      }
      Message message = entry.message();
      boolean isValue = message.topic().startsWith("prop/");
      if (message.payload().length > 0) {
        connection.publish(
            new Message(
                topics.interfaceId() + "/" + message.topic(),
                message.payload(),
                1,
                isValue,
                message.properties()));
        published.incrementAndGet();
      }
    }
  }

  private void request(Message message) {
    String topic = message.topic();
    String start = topics.interfaceId() + "/rpc/";
    if (!topic.startsWith(start) || message.retained()) {
      return;
    }
    boolean v3 = topics.isRequestV3(topic);
    if (topic.substring((v3 ? topics.requestV3("") : start).length()).indexOf('/') >= 0) {
      return; // a reply
    }
    JsonNode payload;
    try {
      payload = Json.parse(new String(message.payload(), UTF_8));
    } catch (IllegalArgumentException e) {
      answered.accept(topics.memberOf(topic), "not answered: the request is not JSON");
      return;
    }
    JsonNode data = v3 ? payload.path("data") : payload;
    ArrayNode arguments = data instanceof ArrayNode array ? array : Json.array();
    String operation = topics.memberOf(topic);
    Reply reply = answer(operation, arguments);
    String to =
        v3
            ? payload.path("responseTopic").asText()
            : String.valueOf(message.properties().responseTopic());
    if (Topics.isReplyTopic(to) && (v3 || message.properties().responseTopic() != null)) {
      (v3 ? Optional.of(replyV3(to, payload, reply)) : replyV5(to, message, reply))
          .ifPresent(connection::send);
    }
    if (!operation.startsWith("_")) {
      String all = arguments.toString();
      answered.accept(operation + "(" + all.substring(1, all.length() - 1) + ")", reply.toString());
    }
  }

  /** The next recorded answer to the same call; the last one stays. */
  private synchronized Reply answer(String operation, ArrayNode arguments) {
    List<Call> fitting =
        answers.stream()
            .filter(call -> call.operation().equals(operation))
            .filter(call -> Json.same(call.arguments(), arguments))
            .toList();
    Optional<Reply> reply = fitting.stream().findFirst().flatMap(Call::reply);
    if (fitting.size() > 1) {
      answers.remove(fitting.get(0));
    }
    return reply.orElse(
        new Reply(null, "UNIMPLEMENTED", "the recording has no reply to this call", ""));
  }

  /** Empty if the caller understands no errors. */
  private static Optional<Message> replyV5(String to, Message request, Reply reply) {
    Map<String, String> user = new LinkedHashMap<>();
    String code = reply.code();
    if (code != null) {
      if (request.properties().user().get("remoting") == null) {
        return Optional.empty();
      }
      user.put("remoting-error-code", code);
      user.put("remoting-error-message", reply.message());
      if (!reply.type().isEmpty()) {
        user.put("remoting-error-type", reply.type());
      }
    }
    return Optional.of(
        new Message(
            to,
            String.valueOf(reply.result()).getBytes(UTF_8),
            1,
            false,
            new Message.Properties(
                null, request.properties().correlationData(), 0, UserProperties.of(user))));
  }

  private static Message replyV3(String to, JsonNode request, Reply reply) {
    ObjectNode envelope = Json.object();
    if (request.has("correlationData")) {
      envelope.set("correlationData", request.get("correlationData"));
    }
    String code = reply.code();
    if (code == null) {
      envelope.set("data", reply.result());
    } else {
      ObjectNode error = envelope.putObject("error").put("code", code);
      error.put("message", reply.message());
      if (!reply.type().isEmpty()) {
        error.put("type", reply.type());
      }
    }
    return new Message(to, envelope.toString().getBytes(UTF_8), 1, false);
  }

  @Override
  public void close() {
    requests.shutdownNow();
  }
}
