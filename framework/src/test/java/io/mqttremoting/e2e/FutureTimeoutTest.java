package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.RawClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Futures that an implementation never completes do not occupy the queue for ever. */
class FutureTimeoutTest {
  private static final int CAPACITY = 20;
  private static final String ENDED =
      "\"DEADLINE_EXCEEDED\",\"message\":\"the operation's future is not completed after ";

  private static Rig rig;
  private static RemotingConnection serving;
  private static RawClient raw;

  private final Later later = new Later();
  private ServiceHandle handle;

  @RemoteInterface(module = "io.test.futures", name = "Later")
  interface ILater {
    @Operation
    CompletableFuture<Integer> later(int number);
  }

  static class Later implements ILater {
    final List<CompletableFuture<Integer>> futures = new CopyOnWriteArrayList<>();

    @Override
    public CompletableFuture<Integer> later(int number) {
      CompletableFuture<Integer> future = new CompletableFuture<>();
      if (number == 0) {
        future.complete(0);
      }
      futures.add(future);
      return future;
    }
  }

  @BeforeAll
  static void open() {
    rig = new Rig();
    serving =
        rig.connect(
            "server", builder -> builder.queueCapacity(CAPACITY).warnAfter(Rig.SHORT_WATCH));
    raw = rig.observer("raw");
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @AfterEach
  void end() {
    handle.close();
  }

  private static void call(String id, String fields, int number) {
    raw.publish(
        "io.test.futures/Later/rpc/v3/later",
        "{\"correlationData\":\""
            + id
            + "\",\"responseTopic\":\"my/reply\","
            + fields
            + "\"data\":["
            + number
            + "]}");
  }

  private void fill(String fields) {
    for (int i = 0; i < CAPACITY; i++) {
      call("never" + i, fields, 1);
    }
  }

  private void assertPlacesAreFreed() {
    Await.equal(
        (long) CAPACITY,
        () -> later.futures.stream().filter(CompletableFuture::isCancelled).count());
    call("next", "", 0);
    assertEquals("{\"correlationData\":\"next\",\"data\":0}", raw.next("my/reply").text());
    Await.equal(0, () -> serving.statistics().timers());
  }

  @Test
  void futureIsCancelledWhenTheTimeOfItsCallerIsOver() {
    handle = serving.serve(later);
    fill("\"timeoutMillis\":300,");
    assertPlacesAreFreed();
  }

  @Test
  void futureOfACallerWithoutATimeIsCancelledAfterTheTimeOfTheService() {
    handle =
        serving.serve(later, ServiceOptions.defaults().withFutureTimeout(Duration.ofMillis(300)));
    fill("");
    for (int i = 0; i < CAPACITY; i++) {
      String reply = raw.next("my/reply").text();
      assertTrue(reply.contains(ENDED), reply);
    }
    assertPlacesAreFreed();
  }

  @Test
  void futureThatIsCompletedInTimeIsAnswered() {
    handle = serving.serve(later);
    call("a", "\"timeoutMillis\":60000,", 1);
    Await.until("it is called", () -> later.futures.size() == 1);
    Await.equal(1, () -> serving.statistics().timers());
    later.futures.get(0).complete(5);
    assertEquals("{\"correlationData\":\"a\",\"data\":5}", raw.next("my/reply").text());
    Await.equal(0, () -> serving.statistics().timers());
  }
}
