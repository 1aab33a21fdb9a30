package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections, clients and services that are made and closed many times leave no thread and no
 * subscription behind, and none of the objects that users got or passed stays reachable.
 *
 * <p>{@code -Dmany.times=1000} repeats everything more often than the build does.
 */
@Tag("long")
@Timeout(600)
class ManyTimesTest {
  private static final int TIMES = Integer.getInteger("many.times", 50);
  private static final int AT_A_TIME = 25; // Paho sleeps 300 ms in each connect

  private final Leftovers leftovers = new Leftovers();
  private Rig rig;

  @BeforeEach
  void open() {
    rig = new Rig();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void connections() throws InterruptedException {
    rig.connect("server").serve(new Everything());
    ExecutorService connecting = Executors.newFixedThreadPool(AT_A_TIME);
    try {
      List<CompletableFuture<Void>> done = new ArrayList<>();
      for (int i = 0; i < TIMES; i++) {
        String clientId = "many-" + i;
        done.add(CompletableFuture.runAsync(() -> connectAndClose(clientId), connecting));
      }
      done.forEach(CompletableFuture::join);
    } finally {
      connecting.shutdown();
      assertTrue(connecting.awaitTermination(10, TimeUnit.SECONDS));
    }
    Leftovers.awaitNoThreads("many-");
    leftovers.awaitFreed(3 * TIMES);
    for (int i = 0; i < TIMES; i += TIMES / 5) {
      assertFalse(RawClient.hasSession(rig.uri(), "many-" + i));
    }
  }

  /** Serves, calls another service and adds a handler, all on one connection. */
  private void connectAndClose(String clientId) {
    try (RemotingConnection connection = rig.connection(clientId).connect()) {
      leftovers.watch(connection);
      connection.serve(leftovers.watch(new Hello()));
      IEverything client = leftovers.watch(connection.client(IEverything.class));
      client.onNamed(name -> {});
      assertEquals(-1, client.negate(1));
    }
  }

  @Test
  void clients() {
    RemotingConnection serving = rig.connect("server");
    serving.serve(new Everything());
    RemotingConnection calling =
        rig.connect("caller", builder -> builder.warnAfter(Rig.SHORT_WATCH));
    IEverything warm = calling.client(IEverything.class); // so that the threads exist already
    assertEquals(-1, warm.negate(1));
    ClientHandle.of(warm).close();
    for (int i = 0; i < TIMES; i++) {
      callAndClose(calling, i);
    }
    leftovers.awaitFreed(TIMES);
    Await.equal(Set.of(), () -> Set.copyOf(rig.subscriptions("caller")));
    assertEquals(0, calling.statistics().openCalls());
    Await.equal(0, () -> calling.statistics().timers());
    calling.close();
    Leftovers.awaitNoThreads("-caller");
  }

  private void callAndClose(RemotingConnection calling, int number) {
    IEverything client = leftovers.watch(calling.client(IEverything.class));
    client.onCountChanged(value -> {});
    client.onTick(() -> {});
    assertEquals(-number, client.negate(number));
    ClientHandle.of(client).close();
  }

  @Test
  void services() {
    RemotingConnection serving = rig.connect("server");
    RemotingConnection calling = rig.connect("caller");
    IEverything client = calling.client(IEverything.class);
    for (int i = 0; i < TIMES; i++) {
      serveAndClose(serving, client, i);
    }
    leftovers.awaitFreed(TIMES);
    Await.equal(Set.of(), () -> Set.copyOf(rig.subscriptions("server")));
    serving.close();
    Leftovers.awaitNoThreads("-server");
  }

  /** The client learns of each service instance, and forgets it again. */
  private void serveAndClose(RemotingConnection serving, IEverything client, int number) {
    ClientHandle calling = ClientHandle.of(client);
    Await.until("the last one is gone", () -> !calling.isAvailable());
    ServiceHandle handle = serving.serve(leftovers.watch(new Everything()));
    Await.until("this one is there", calling::isAvailable);
    assertEquals(-number, client.negate(number));
    handle.close();
  }
}
