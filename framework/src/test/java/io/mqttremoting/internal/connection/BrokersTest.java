package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.internal.transport.TransportException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BrokersTest {
  private static final Duration SHORT = Duration.ofMillis(10);
  private static final URI A = URI.create("tcp://a:1");
  private static final URI B = URI.create("tcp://b:1");
  private static final URI C = URI.create("tcp://c:1");
  private static final List<URI> ALL = List.of(A, B, C);

  private static Brokers brokers(boolean spread, HostAddresses.Resolver resolver) {
    return new Brokers(BrokerChoice.inTurn(ALL).spread(spread).withResolver(resolver));
  }

  private static List<InetAddress> none(String host) {
    return List.of();
  }

  /** Three for each host. */
  private static List<InetAddress> three(String host) throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      addresses.add(InetAddress.getByAddress(new byte[] {10, 0, (byte) host.charAt(0), (byte) i}));
    }
    return addresses;
  }

  private static List<Brokers.Target> attempt(Brokers brokers) throws TransportException {
    List<Brokers.Target> tried = new ArrayList<>();
    for (Brokers.Attempt attempt = brokers.begin(); attempt.hasNext(); ) {
      tried.add(attempt.next(Duration.ofSeconds(30)));
    }
    return tried;
  }

  private static List<URI> uris(Brokers brokers) throws TransportException {
    return attempt(brokers).stream().map(Brokers.Target::uri).distinct().toList();
  }

  private static List<String> addresses(Brokers brokers) throws TransportException {
    return attempt(brokers).stream().map(target -> String.valueOf(target.address())).toList();
  }

  @Test
  void inTurnBeginningWithTheOneThatWasReachedLast() throws Exception {
    Brokers brokers = brokers(false, BrokersTest::none);
    assertEquals(ALL, uris(brokers));
    assertEquals(ALL, uris(brokers));
    brokers.reached(new Brokers.Target(B, null));
    assertEquals(List.of(B, C, A), uris(brokers));
    brokers.reached(new Brokers.Target(A, null));
    assertEquals(ALL, uris(brokers));
  }

  @Test
  void spreadConnectionsBeginWithAnyBrokerAndTryAll() throws Exception {
    Set<List<URI>> orders = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Brokers brokers = brokers(true, BrokersTest::none);
      List<URI> order = uris(brokers);
      assertEquals(Set.copyOf(ALL), Set.copyOf(order));
      assertEquals(order, uris(brokers), "the same for each attempt of a connection");
      orders.add(order);
    }
    assertEquals(6, orders.size(), "all orders"); // all but once in 10^15 runs
  }

  @Test
  void eachAddressIsABroker() throws Exception {
    Brokers brokers = brokers(false, BrokersTest::three);
    assertEquals(
        List.of(
            "a/10.0.97.1",
            "a/10.0.97.2",
            "a/10.0.97.3",
            "b/10.0.98.1",
            "b/10.0.98.2",
            "b/10.0.98.3",
            "c/10.0.99.1",
            "c/10.0.99.2",
            "c/10.0.99.3"),
        addresses(brokers));
    brokers.reached(attempt(brokers).get(4));
    assertEquals(
        List.of("b/10.0.98.2", "b/10.0.98.1", "b/10.0.98.3"), addresses(brokers).subList(0, 3));
  }

  @Test
  void spreadConnectionsBeginWithAnyAddress() throws Exception {
    Set<String> first = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      List<String> order = addresses(brokers(true, BrokersTest::three));
      assertEquals(9, Set.copyOf(order).size());
      first.add(order.get(0));
    }
    assertEquals(9, first.size());
  }

  @Test
  void anAddressThatIsGoneIsNotTriedAgain() throws Exception {
    List<InetAddress> known = new ArrayList<>(three("a"));
    Brokers brokers = brokers(false, host -> List.copyOf(known));
    brokers.reached(attempt(brokers).get(2));
    assertEquals("a/10.0.97.3", addresses(brokers).get(0));
    known.remove(2);
    assertEquals(List.of("a/10.0.97.1", "a/10.0.97.2"), addresses(brokers).subList(0, 2));
  }

  @Test
  void aHostWhoseLookUpHangsIsNotTheEndOfTheAttempt() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    Brokers brokers =
        brokers(
            false,
            host -> {
              if (host.equals("a")) {
                answer.await();
              }
              return none(host);
            });
    Brokers.Attempt attempt = brokers.begin();
    assertThrows(TransportException.class, () -> attempt.next(SHORT));
    assertTrue(attempt.hasNext());
    assertEquals(B, attempt.next(Duration.ofSeconds(30)).uri());
    answer.countDown();
  }

  private static List<URI> rest(Brokers.Attempt attempt) throws TransportException {
    List<URI> tried = new ArrayList<>();
    while (attempt.hasNext()) {
      tried.add(attempt.next(Duration.ofSeconds(30)).uri());
    }
    return tried;
  }

  @Test
  void namedBrokersAreTriedNextAndOnlyOnce() throws Exception {
    Brokers.Attempt attempt = brokers(false, BrokersTest::none).begin();
    assertEquals(A, attempt.next(Duration.ofSeconds(30)).uri());
    URI other = URI.create("tcp://other:1");
    attempt.tryNext(List.of(other, A, C)); // A is tried already
    assertEquals(List.of(other, C, B), rest(attempt));
    attempt.tryNext(List.of(other));
    assertEquals(List.of(), rest(attempt));
  }

  @Test
  void anAttemptTriesFiveNamedBrokers() throws Exception {
    Brokers.Attempt attempt = brokers(false, BrokersTest::none).begin();
    List<URI> tried = new ArrayList<>();
    for (int i = 0; attempt.hasNext(); i++) { // each names another one
      tried.add(attempt.next(Duration.ofSeconds(30)).uri());
      attempt.tryNext(List.of(URI.create("tcp://other" + i)));
    }
    assertEquals(8, tried.size());
    assertEquals(Set.copyOf(ALL), Set.copyOf(List.of(tried.get(0), tried.get(6), tried.get(7))));
  }

  @Test
  void theNextAttemptBeginsWithABrokerThatWasNamed() throws Exception {
    Brokers brokers = brokers(false, BrokersTest::none);
    URI other = URI.create("tcp://other:1");
    brokers.beginWith(List.of(other));
    assertEquals(List.of(other, A, B, C), uris(brokers));
    brokers.reached(new Brokers.Target(other, null));
    assertEquals(ALL, uris(brokers), "only once");
  }
}
