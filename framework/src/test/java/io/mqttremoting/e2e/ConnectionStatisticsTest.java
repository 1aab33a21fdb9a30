package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.ConnectionStatistics;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.RawClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each figure of the statistics rises with what it counts, and returns to zero. */
class ConnectionStatisticsTest {
  private static final String ID = "io.test.statistics/Work";
  private static final ConnectionStatistics NOTHING =
      new ConnectionStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  private Rig rig;
  private RemotingConnection serving;
  private RemotingConnection calling;

  @RemoteInterface(module = "io.test.statistics", name = "Work")
  interface IWork {
    @Property
    int getLevel();

    @Operation
    CompletableFuture<String> work(String text);

    @Signal
    Subscription onDone(Consumer<String> handler);
  }

  /** Its operations wait until {@code mayEnd} opens, one after the other. */
  static class Work implements IWork {
    final CountDownLatch mayEnd = new CountDownLatch(1);
    final Listeners<Consumer<String>> done = new Listeners<>();

    @Override
    public int getLevel() {
      return 1;
    }

    @Override
    public CompletableFuture<String> work(String text) {
      Await.open(mayEnd);
      return CompletableFuture.completedFuture(text);
    }

    @Override
    public Subscription onDone(Consumer<String> handler) {
      return done.add(handler);
    }
  }

  @BeforeEach
  void open() {
    rig = new Rig();
    serving = rig.connect("server", builder -> builder.warnAfter(Rig.SHORT_WATCH));
    calling = rig.connect("caller", builder -> builder.warnAfter(Rig.SHORT_WATCH));
  }

  /** After closing, all figures are zero. */
  @AfterEach
  void close() {
    serving.close();
    calling.close();
    Await.equal(NOTHING, serving::statistics);
    Await.equal(NOTHING, calling::statistics);
    rig.close();
  }

  private IWork client() throws InterruptedException {
    IWork client = calling.client(IWork.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    return client;
  }

  private static void awaitFigure(
      long expected, RemotingConnection connection, ToLongFunction<ConnectionStatistics> figure) {
    Await.equal(expected, () -> figure.applyAsLong(connection.statistics()));
  }

  @Test
  void aNewConnectionHasNothingToDo() {
    Await.equal(NOTHING, calling::statistics);
    assertEquals(NOTHING, rig.connection("never").build().statistics());
  }

  @Test
  void callsAreCountedAtBothEnds() throws Exception {
    Work work = new Work();
    ServiceHandle handle = serving.serve(work);
    IWork client = client();
    List<CompletableFuture<String>> calls =
        IntStream.range(0, 3).mapToObj(i -> client.work("text")).toList();
    awaitFigure(3, calling, ConnectionStatistics::openCalls);
    assertTrue(calling.statistics().timers() >= 3, "each call has a deadline");
    awaitFigure(3, serving, ConnectionStatistics::openRequests);
    awaitFigure(3, serving, ConnectionStatistics::queued);
    awaitFigure(3, serving, ConnectionStatistics::queuedForServices);
    assertTrue(serving.statistics().queuedBytes() >= 3L * "[\"text\"]".length());
    awaitFigure(1, serving, ConnectionStatistics::busyThreads);
    assertEquals(0, serving.statistics().rememberedReplies());

    work.mayEnd.countDown();
    calls.forEach(call -> assertEquals("text", Await.result(call)));
    awaitFigure(0, calling, ConnectionStatistics::openCalls);
    awaitFigure(0, calling, ConnectionStatistics::openProbes);
    awaitFigure(0, calling, ConnectionStatistics::timers);
    awaitFigure(0, calling, ConnectionStatistics::busyThreads);
    awaitFigure(0, serving, ConnectionStatistics::openRequests);
    awaitFigure(0, serving, ConnectionStatistics::queued);
    awaitFigure(0, serving, ConnectionStatistics::queuedBytes);
    awaitFigure(0, serving, ConnectionStatistics::busyThreads);
    ConnectionStatistics after = serving.statistics(); // the clock request is among them
    assertTrue(after.rememberedReplies() >= 3, after.toString());
    assertTrue(after.rememberedBytes() >= 3L * "\"text\"".length(), after.toString());

    handle.close();
    awaitFigure(0, serving, ConnectionStatistics::rememberedReplies);
    awaitFigure(0, serving, ConnectionStatistics::rememberedBytes);
  }

  @Test
  void whatWaitsForHandlersIsQueued() throws Exception {
    Work work = new Work();
    serving.serve(work);
    CountDownLatch mayEnd = new CountDownLatch(1);
    client().onDone(text -> Await.open(mayEnd));
    for (int i = 0; i < 3; i++) {
      work.done.forEach(handler -> handler.accept("text"));
    }
    awaitFigure(2, calling, ConnectionStatistics::queued); // the handler is busy with the first
    assertEquals(0, calling.statistics().queuedForServices());
    assertTrue(calling.statistics().queuedBytes() >= 2L * "[\"text\"]".length());
    awaitFigure(1, calling, ConnectionStatistics::busyThreads);

    mayEnd.countDown();
    awaitFigure(0, calling, ConnectionStatistics::queued);
    awaitFigure(0, calling, ConnectionStatistics::queuedBytes);
    awaitFigure(0, calling, ConnectionStatistics::busyThreads);
  }

  @Test
  void callbacksThatBlockKeepThreadsBusy() throws Exception {
    Work work = new Work();
    work.mayEnd.countDown();
    serving.serve(work);
    CountDownLatch mayEnd = new CountDownLatch(1);
    CompletableFuture<Void> ended = client().work("text").thenAccept(text -> Await.open(mayEnd));
    awaitFigure(1, calling, ConnectionStatistics::busyThreads);
    mayEnd.countDown();
    Await.result(ended);
    awaitFigure(0, calling, ConnectionStatistics::busyThreads);
  }

  @Test
  void whatTheConnectionAsksByItselfIsNoCallOfUsers() throws Exception {
    RawClient raw = rig.raw("fake").subscribe(ID + "/rpc/#");
    raw.retain("_remoting/fake", "{\"online\":true,\"session\":\"s\"}");
    raw.retain(
        ID + "/_status/fake",
        "{\"online\":true,\"mappings\":[\"v3\"],\"session\":\"s\"," + "\"memory\":\"m\"}");
    IWork client = client();
    CompletableFuture<String> call = client.work("text");
    awaitFigure(1, calling, ConnectionStatistics::openProbes); // asks for the service's clock
    awaitFigure(1, calling, ConnectionStatistics::openCalls);
    assertTrue(call.cancel(true));
    awaitFigure(0, calling, ConnectionStatistics::openCalls);
    ClientHandle.of(client).close();
    awaitFigure(0, calling, ConnectionStatistics::openProbes);
  }

  @Test
  void subscriptionsAreThoseOfTheBroker() throws Exception {
    ServiceHandle handle = serving.serve(new Work());
    assertEquals(rig.broker().subscriptions("server").size(), serving.statistics().subscriptions());
    IWork client = client();
    awaitFigure(0, calling, ConnectionStatistics::waitingForBroker);
    awaitFigure(0, calling, ConnectionStatistics::busyThreads);
    int all = calling.statistics().subscriptions();
    assertTrue(all >= 4, "values, signals, replies, statuses: " + all);
    assertEquals(all + 1, rig.broker().subscriptions("caller").size(), "one more, to itself");
    ClientHandle.of(calling.client(IWork.class)).close();
    assertEquals(all, calling.statistics().subscriptions(), "the first client is still there");
    ClientHandle.of(client).close();
    awaitFigure(0, calling, ConnectionStatistics::subscriptions);
    handle.close();
    assertEquals(rig.broker().subscriptions("server").size(), serving.statistics().subscriptions());
  }

  @Test
  void aReplyThatWaitsForAConnectionIsUnsent() throws Exception {
    Work work = new Work();
    serving.serve(work);
    RawClient raw = rig.raw("raw");
    raw.publish(
        ID + "/rpc/v3/work",
        "{\"correlationData\":\"1\",\"responseTopic\":\"my/reply\",\"data\":[\"text\"]}");
    awaitFigure(1, serving, ConnectionStatistics::queued);
    rig.broker().stop();
    Await.until("the loss is noticed", () -> !serving.isConnected());
    work.mayEnd.countDown();
    awaitFigure(1, serving, ConnectionStatistics::unsentMessages);
    rig.broker().restart();
    awaitFigure(0, serving, ConnectionStatistics::unsentMessages);
  }
}
