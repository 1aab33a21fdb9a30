package io.mqttremoting.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.mqttremoting.api.ContractCheck;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.client.call.CallSettings;
import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.MessageCounts;
import io.mqttremoting.internal.concurrent.Threads;
import io.mqttremoting.internal.concurrent.Watchdog;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.FencedTransport;
import io.mqttremoting.internal.json.JsonAdditions;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.End;
import io.mqttremoting.internal.model.InterfaceReader;
import io.mqttremoting.internal.model.WireName;
import io.mqttremoting.internal.wire.Mappings;
import io.mqttremoting.testsupport.Await;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages of instances that come while another thread forgets those that are not there. */
@Timeout(60)
class FleetClientTest {
  private static final String ONLINE = "{\"online\":true}";
  private static final String OFFLINE = "{\"online\":false}";
  private static final int INSTANCES = 200;

  @RemoteInterface(module = "io.world", name = "Bell")
  interface IBell {
    @Signal
    Subscription onRung(Runnable handler);
  }

  private final ScheduledExecutorService timers = Threads.timers("fleet-test");
  private final FakeTransports broker = new FakeTransports(MqttVersion.MQTT_5);
  private BrokerConnection connection;
  private FleetClient fleet;
  private volatile String latest = "";

  @BeforeEach
  void open() throws Exception {
    connection = new BrokerConnection(FencedTransport.settings(broker), Runnable::run, event -> {});
    ClientThreads threads =
        new ClientThreads(
            Runnable::run,
            Runnable::run,
            timers,
            () -> new Bound(10, 10_000),
            new Watchdog(timers, Duration.ofSeconds(10)),
            new MessageCounts());
    JsonCodec json = new JsonCodec(1024, JsonAdditions.NONE);
    InterfaceClientFactory factory =
        new InterfaceClientFactory(
            connection,
            new CallSettings(
                json,
                Mappings.of(json),
                "me",
                Duration.ofSeconds(1),
                connection.settings().delivery(),
                ContractCheck.OFF),
            threads);
    fleet =
        FleetClient.of(
            WireName.DECLARED.of(
                InterfaceReader.read(IBell.class, End.CLIENT, json.payloadRules()), ""),
            connection,
            threads,
            factory::of,
            (all, name) -> all.removeIfAbsent(name, all.get(name)));
    factory.followAll();
    connection.connect();
    fleet.subscribe();
  }

  @AfterEach
  void end() {
    timers.shutdownNow();
    connection.close();
  }

  @Test
  void instancesWhoseStatusArrivesWhileTheyAreForgottenJoin() throws Exception {
    connectionIsOnline("c");
    whileForgetting(name -> statusIs(name, "c", true));
  }

  @Test
  void instancesWhoseConnectionIsKnownLaterJoin() throws Exception {
    whileForgetting(
        name -> {
          statusIs(name, name, true);
          connectionIsOnline(name);
        });
  }

  @Test
  void instancesWithoutStatusWhoseSignalArrivesWhileTheyAreForgottenJoin() throws Exception {
    whileForgetting(name -> broker.receive("@" + name + "/io.world/Bell/sig/rung", "[]"));
  }

  @Test
  void instancesThatComeBackWhileTheyAreForgottenJoin() throws Exception {
    connectionIsOnline("c");
    whileForgetting(
        name -> {
          broker.receiveRetained(statusTopic(name, "c"), OFFLINE); // so it is forgotten at once
          statusIs(name, "c", true);
        });
  }

  /** Clusters of brokers keep the order of one topic only. */
  @Test
  void whatArrivesRightAfterAnInstanceHasLeftDoesNotAddItAgain() {
    connectionIsOnline("c");
    statusIs("i", "c", true);
    assertEquals(List.of(), missing(Set.of("i")));
    statusIs("i", "c", false);
    fleet.removeIfAbsent("i", fleet.get("i"));
    broker.receive("@i/io.world/Bell/sig/rung", "[]");
    Await.until("it is forgotten", () -> fleet.get("i") == null);
    assertEquals(List.of("i"), missing(Set.of("i")));
  }

  /** When those can no longer arrive, it is not removed. */
  @Test
  void anInstanceThatIsBackWhileLateMessagesMayArriveStays() {
    connectionIsOnline("c");
    statusIs("i", "c", true);
    UsedInterface before = fleet.get("i");
    statusIs("i", "c", false);
    fleet.removeIfAbsent("i", before);
    statusIs("i", "c", true);
    CountDownLatch later = new CountDownLatch(1);
    timers.schedule(later::countDown, 300, TimeUnit.MILLISECONDS); // after the removal
    Await.open(later);
    assertSame(before, fleet.get("i"));
    assertEquals(List.of(), missing(Set.of("i")));
  }

  private void connectionIsOnline(String clientId) {
    broker.receive("_remoting/" + clientId, ONLINE);
  }

  private void statusIs(String instance, String clientId, boolean online) {
    broker.receive(statusTopic(instance, clientId), online ? ONLINE : OFFLINE);
  }

  private static String statusTopic(String instance, String clientId) {
    return "@" + instance + "/io.world/Bell/_status/" + clientId;
  }

  private void whileForgetting(Consumer<String> comes) throws InterruptedException {
    Set<String> all = new TreeSet<>();
    Thread forgetting = new Thread(this::forgetLatest, "forgetting");
    forgetting.start();
    for (int i = 0; i < INSTANCES; i++) {
      latest = "i" + i;
      all.add(latest);
      comes.accept(latest);
    }
    forgetting.interrupt();
    forgetting.join();
    Await.equal(List.of(), () -> missing(all)); // those without a status join after a second
  }

  private List<String> missing(Set<String> all) {
    Set<String> missing = new TreeSet<>(all);
    missing.removeAll(fleet.attendance().present());
    return List.copyOf(missing);
  }

  private void forgetLatest() {
    while (!Thread.currentThread().isInterrupted()) {
      String name = latest;
      UsedInterface used = fleet.get(name);
      if (used != null) {
        fleet.removeIfAbsent(name, used);
      }
    }
  }
}
