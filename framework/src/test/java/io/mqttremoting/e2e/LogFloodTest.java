package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A flood of messages of any kind does not fill the disk with log lines. */
class LogFloodTest {
  private static final String ID = "io.test.wide/Everything";
  private static final int FLOOD = 50;
  private static final int LIMIT = 10; // lines a minute

  private final Rig rig = new Rig();

  @RemoteInterface(module = "io.test.floods", name = "Turns")
  interface ITurns {
    @Operation
    CompletableFuture<Integer> turn(int number);

    @Signal
    Subscription onTurned(Consumer<Integer> handler);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private static String envelope(int id, String data) {
    return "{\"correlationData\":\"x"
        + id
        + "\",\"responseTopic\":\"my/reply\",\"data\":"
        + data
        + "}";
  }

  @Test
  void badRequestsToAServiceAreLoggedTenTimesAMinute() {
    rig.connect("server").serve(new Everything());
    RawClient raw = rig.observer("raw");
    try (LogCapture log = new LogCapture()) {
      for (int i = 0; i < FLOOD; i++) {
        raw.publish(ID + "/rpc/v3/negate", envelope(i, "[\"one\"]"));
        raw.publish(ID + "/rpc/v3/negate", "malformed");
        raw.publish(ID + "/rpc/v3/nosuch", envelope(i, "[]"));
        raw.publish(ID + "/rpc/v3/_set", envelope(i, "[\"nosuch\",1]"));
        raw.publish(ID + "/set/count", "\"one\"");
        raw.publish(ID + "/set/nosuch", "1");
        raw.publish(ID + "/set/version", "\"2\"");
      }
      raw.publish(ID + "/rpc/v3/negate", envelope(FLOOD, "[5]"));
      raw.next("the reply of the last", p -> p.text().contains("\"data\":-5"));
      for (int i = 0; i < FLOOD; i++) {
        raw.next("a refusal of one without a member", p -> p.text().contains("UNIMPLEMENTED"));
      }
      assertEquals(LIMIT, log.lines().size(), log.lines()::toString);
    }
  }

  @Test
  void badMessagesToAClientAreLoggedTenTimesAMinute() {
    RemotingConnection calling = rig.connect("caller");
    IEverything client = calling.client(IEverything.class);
    List<Integer> seen = new ArrayList<>();
    client.onCountChanged(seen::add);
    RawClient raw = rig.raw("raw");
    try (LogCapture log = new LogCapture()) {
      for (int i = 0; i < FLOOD; i++) {
        raw.publish(ID + "/prop/count", "\"" + i + "\"");
        raw.publish(ID + "/prop/nosuch", "1");
        raw.publish(ID + "/_status/stranger", "malformed");
        raw.publish(ID + "/rpc/v3/negate/caller/result", "malformed");
      }
      raw.publish(ID + "/prop/count", "7");
      Await.equal(7, client::getCount);
      assertTrue(log.lines().size() <= 2 * LIMIT, log.lines()::toString); // replies: own limit
    }
    ClientHandle.of(client).close();
  }

  @Test
  void lostSignalsAreLoggedTenTimesAMinute() {
    CountDownLatch release = new CountDownLatch(1);
    ITurns client = rig.connect("caller", builder -> builder.queueCapacity(5)).client(ITurns.class);
    List<Integer> seen = new ArrayList<>();
    client.onTurned(
        turned -> {
          Await.open(release);
          seen.add(turned);
        });
    RawClient raw = rig.raw("raw");
    try (LogCapture log = new LogCapture()) {
      for (int i = 0; i < FLOOD; i++) {
        raw.publish("io.test.floods/Turns/sig/turned", "[" + i + "]");
      }
      Await.until("ten are lost", () -> log.lines().size() >= LIMIT);
      release.countDown();
      Await.until("the others are heard", () -> seen.size() >= 5);
      assertEquals(LIMIT, log.lines().size(), log.lines()::toString);
    }
  }

  @Test
  void cancelledCallsAreNoWarnings() {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    rig.connect("server")
        .serve(
            new ITurns() {
              @Override
              public CompletableFuture<Integer> turn(int number) {
                begun.countDown();
                Await.open(release);
                if (number == 0) {
                  throw new AssertionError("ends because its caller has given up");
                }
                return CompletableFuture.completedFuture(number);
              }

              @Override
              public Subscription onTurned(Consumer<Integer> handler) {
                return () -> {};
              }
            });
    ITurns client = rig.connect("caller").client(ITurns.class);
    Await.until("it is served", () -> ClientHandle.of(client).isAvailable());
    RawClient raw = rig.observer("raw");
    try (LogCapture log = new LogCapture()) {
      List<CompletableFuture<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < FLOOD; i++) {
        calls.add(client.turn(i));
      }
      Await.open(begun);
      calls.forEach(call -> call.cancel(true));
      for (int i = 0; i < FLOOD; i++) {
        raw.next("a cancellation", p -> p.topic().endsWith("/_cancel"));
      }
      CompletableFuture<Integer> last = client.turn(FLOOD);
      release.countDown();
      assertEquals(FLOOD, Await.result(last));
      assertEquals(List.of(), log.lines());
    }
  }
}
