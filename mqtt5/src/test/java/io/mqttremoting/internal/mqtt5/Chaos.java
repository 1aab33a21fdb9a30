package io.mqttremoting.internal.mqtt5;

import static io.mqttremoting.internal.mqtt5.ChaosLedger.End.ANSWERED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.ConnectionStatistics;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.NoThreadsRemain;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Clients that call a counter, and faulty wires between them and the brokers. The scenario provides
 * the service.
 */
final class Chaos implements AutoCloseable {
  static final int CLIENTS = 8;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration AFTER_A_STALL = Duration.ofMillis(200);

  /** Three for each connection over MQTT 3.1.1, perhaps including the service's. */
  private static final int MOST_PAHO_THREADS = 3 * (CLIENTS / 2 + 1);

  private static final String PREFIX = "chaos";

  /** Between the services and each broker. */
  private final List<FaultyWire> serviceWires;

  /** Between each client and each broker. */
  private final List<List<FaultyWire>> clientWires = new ArrayList<>();

  private final List<ChaosCaller> callers = new ArrayList<>();
  private final ChaosLedger ledger = new ChaosLedger(CALL_TIMEOUT);

  /** The clients use these versions in turn. Each begins with another broker. */
  Chaos(Random random, List<URI> brokers, List<MqttVersion> versions) {
    serviceWires = wires(brokers);
    for (int i = 0; i < CLIENTS; i++) {
      List<FaultyWire> wires = wires(brokers);
      clientWires.add(wires);
      List<URI> uris = uris(wires);
      Collections.rotate(uris, i);
      callers.add(
          new ChaosCaller(
              settings(uris, PREFIX + "-client" + i, versions.get(i % versions.size())).start(),
              ledger,
              random.nextLong()));
    }
  }

  private static List<FaultyWire> wires(List<URI> brokers) {
    return brokers.stream().map(broker -> new FaultyWire(broker, PREFIX + "-wire")).toList();
  }

  private static List<URI> uris(List<FaultyWire> wires) {
    return new ArrayList<>(wires.stream().map(FaultyWire::uri).toList());
  }

  /** The settings of all connections: they notice faults soon. */
  static ConnectionBuilder settings(List<URI> uris, String clientId, MqttVersion version) {
    String[] others = uris.stream().skip(1).map(URI::toString).toArray(String[]::new);
    return MqttRemoting.connection(uris.get(0).toString(), others)
        .clientId(clientId)
        .mqttVersion(version)
        .keepAlive(Duration.ofSeconds(2))
        .connectTimeout(Duration.ofSeconds(2))
        .callTimeout(CALL_TIMEOUT)
        .reconnectDelays(Duration.ofMillis(50), Duration.ofMillis(500));
  }

  /** Where services connect to be behind faulty wires. */
  List<URI> serviceUris() {
    return uris(serviceWires);
  }

  /** All wires of one program: of a client, or of the services. */
  List<FaultyWire> wiresOf(int program) {
    return program < CLIENTS ? clientWires.get(program) : serviceWires;
  }

  /** All clients lose their connections. */
  void dropClients() {
    clientWires.forEach(wires -> wires.forEach(FaultyWire::drop));
  }

  ChaosLedger ledger() {
    return ledger;
  }

  /** The client ID of a connection that serves. */
  static String serviceId(int number) {
    return PREFIX + "-service" + number;
  }

  /** Starts to call. */
  void begin() {
    awaitReady();
    callers.forEach(ChaosCaller::start);
  }

  private void awaitReady() {
    Await.until("all wires work", this::heal);
    // Statuses that arrive only now may say that the broker has given up a stalled connection.
    LockSupport.parkNanos(AFTER_A_STALL.toNanos());
    for (ChaosCaller caller : callers) {
      Await.until(() -> caller.connection() + " finds the service", caller::isReady);
    }
  }

  private boolean heal() {
    return Stream.concat(serviceWires.stream(), clientWires.stream().flatMap(List::stream))
        .map(FaultyWire::heal) // all of them, even if one returns false
        .reduce(true, Boolean::logicalAnd);
  }

  /** Stops calling. Once all faults are over, everything must work as if there had been none. */
  void settle() throws InterruptedException {
    for (ChaosCaller caller : callers) {
      caller.stop();
    }
    awaitReady();
    Await.until("all calls have ended", ledger::allEnded);
    for (ChaosCaller caller : callers) {
      String client = caller.connection().clientId();
      assertEquals(ANSWERED, caller.callOnceMore(), client + " calls once more");
      Await.until( // the library's own pings, too, which wait for a dead service for 5 s
          "no call of " + client + " is open", () -> isIdle(caller.connection().statistics()));
    }
    ICounter.State state = callers.get(0).counter().settle();
    assertTrue(state.tick() > 0, "there have been changes");
    for (ChaosCaller caller : callers) {
      Await.equal(state.tick(), () -> caller.counter().getTick());
      Await.equal(state.note(), () -> caller.counter().getNote());
    }
    Await.until(
        "no threads of former connections remain",
        () ->
            threads(name -> name.startsWith("MQTT ") && name.contains(PREFIX)).size()
                <= MOST_PAHO_THREADS);
  }

  private static List<String> threads(Predicate<String> name) {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(name).toList();
  }

  private static boolean isIdle(ConnectionStatistics now) {
    return now.openCalls() == 0 && now.openProbes() == 0;
  }

  @Override
  public void close() {
    callers.forEach(caller -> caller.connection().close());
    clientWires.forEach(wires -> wires.forEach(FaultyWire::close));
    serviceWires.forEach(FaultyWire::close);
    NoThreadsRemain.check();
  }
}
