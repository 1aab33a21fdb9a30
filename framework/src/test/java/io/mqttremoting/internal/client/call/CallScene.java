package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.ContractCheck;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.MessageCounts;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.concurrent.Threads;
import io.mqttremoting.internal.json.JsonAdditions;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Mappings;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import io.mqttremoting.internal.wire.UserProperties;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Calls without a connection: requests are recorded, and the test sets what presence knows. */
final class CallScene implements CallSender, Presence, AutoCloseable {
  static final String V5 = "io.world/Greeter/rpc/greet";
  static final String V3 = "io.world/Greeter/rpc/v3/greet";
  static final Availability SERVICE =
      new Availability(true, false, false, "m", Set.of("v5", "v3"), Set.of());
  static final Availability DOWN = new Availability(false, true, true, null, Set.of(), Set.of());
  static final Caller OPEN = member -> {};

  /** What presence knows at each query; the last element is for all further queries. */
  final Deque<Availability> known = new ArrayDeque<>(List.of(SERVICE));

  final List<Message> sent = new ArrayList<>();

  /** Events of presence and callers, in order. */
  final List<String> events = new ArrayList<>();

  /** Tasks that wait for the broker's answers; tasks that only send are in {@code sending}. */
  final Queue<Runnable> asking = new ConcurrentLinkedQueue<>();

  final Queue<Runnable> sending = new ConcurrentLinkedQueue<>();

  Runnable onSend = () -> {};

  /** Runs when a message is refused, before the call to publish it returns. */
  Runnable onRefused = () -> {};

  Predicate<String> isHeardByNobody = topic -> false;
  boolean toBeAwaited;
  boolean nobodyThere;
  boolean mayReachServiceWithoutStatus;

  /** Why the connection was lost on which messages are sent. */
  Throwable loss;

  /** The last time for which it was asked whether services are down, by System.nanoTime(). */
  long downAskedFor;

  private final ScheduledExecutorService timers = Threads.timers("calls-test");
  final Calls calls =
      new Calls(
          new CallThreads(
              lane(asking),
              lane(sending),
              task -> {
                events.add("completed");
                task.run();
              },
              timers),
          timers,
          new MessageCounts());
  final CallFactory factory;
  final RemoteOperation operation;
  private final Map<String, Consumer<Message>> receivers = new HashMap<>();

  CallScene(Duration timeout) {
    JsonCodec json = new JsonCodec(1024, JsonAdditions.NONE);
    factory =
        new CallFactory(
            calls,
            this,
            new CallSettings(
                json, Mappings.of(json), "me", timeout, Delivery.AUTO, ContractCheck.OFF),
            new Topics("io.world/Greeter"));
    OperationModel model =
        new OperationModel(
            "greet",
            List.of(),
            void.class,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Delivery.AUTO,
            List.of());
    operation = factory.operation(model, "greet", this);
    operation.addReceivers(receivers);
  }

  /** A queue with room for two waiting tasks. */
  private static BoundedQueue lane(Queue<Runnable> tasks) {
    return new BoundedQueue(new TaskQueue(tasks::add, 1), new Bound(2, 0));
  }

  static void run(Queue<Runnable> tasks) {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  List<String> topics() {
    return sent.stream().map(Message::topic).toList();
  }

  /** The {@code memory} of the service that a request is for; {@code null} for any service. */
  static String addressee(Message request) {
    return request.properties().user().get("remoting-memory");
  }

  /** Answers an MQTT 5 request, on a topic that may differ from its response topic. */
  void answer(Message request, String topic) {
    receivers
        .get(topic)
        .accept(
            new Message(
                topic,
                new byte[] {'0'},
                1,
                false,
                new Message.Properties(
                    null, request.properties().correlationData(), 0, UserProperties.NONE)));
  }

  /** Another operation of the same interface. */
  RemoteOperation other() {
    OperationModel model =
        new OperationModel(
            "leave",
            List.of(),
            void.class,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Delivery.AUTO,
            List.of());
    RemoteOperation other = factory.operation(model, "leave", this);
    other.addReceivers(receivers);
    return other;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean speaksMqtt5() {
    return true;
  }

  @Override
  public Supplier<Optional<Throwable>> send(
      Message message, Duration patience, Transport.PublishListener listener) {
    sent.add(message);
    onSend.run();
    if (isHeardByNobody.test(message.topic())) {
      listener.onRefused(
          new TransportException(ErrorCode.UNAVAILABLE, "heard by nobody, says the test", null));
      onRefused.run();
    }
    return () -> Optional.ofNullable(loss);
  }

  @Override
  public void repeat(Message message, Duration patience, Transport.PublishListener listener) {
    send(message, patience, listener);
  }

  @Override
  public void send(Message message, Duration patience) {
    sent.add(message);
  }

  @Override
  public boolean sendAndWait(Message message) {
    sent.add(message);
    return !isHeardByNobody.test(message.topic());
  }

  @Override
  public Availability availability() {
    return known.size() > 1 ? known.poll() : known.peek();
  }

  @Override
  public String contractProblem(Availability services) {
    return null;
  }

  @Override
  public boolean seemsDown() {
    return known.peek().allOffline();
  }

  @Override
  public boolean needsCheckBeforeSending() {
    return toBeAwaited;
  }

  @Override
  public Duration untilAnswered() {
    return Duration.ZERO;
  }

  @Override
  public boolean isUnreachable(long asked) {
    return nobodyThere;
  }

  @Override
  public boolean isDown(long asked) {
    downAskedFor = asked;
    return known.peek().allOffline();
  }

  @Override
  public boolean mayReachServiceWithoutStatus() {
    return mayReachServiceWithoutStatus;
  }

  @Override
  public long until(String memoryId, Duration left) {
    return 0;
  }

  @Override
  public void onAnswer(String memoryId) {
    events.add("answer of " + memoryId);
  }

  @Override
  public void onNoReply(String memoryId) {
    events.add("no reply of " + memoryId);
  }

  @Override
  public void close() {
    timers.shutdownNow();
  }
}
