package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.TransportException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostAddressesTest {
  private static final URI BROKER = URI.create("ssl://broker.test:1");
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final AtomicInteger lookups = new AtomicInteger();

  private static InetAddress ip(int... bytes) throws UnknownHostException {
    byte[] address = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      address[i] = (byte) bytes[i];
    }
    return InetAddress.getByAddress(address);
  }

  private static List<String> addresses(List<InetAddress> found) {
    return found.stream().map(InetAddress::getHostAddress).toList();
  }

  @Test
  void eachAddressOnceAndWithTheNameOfTheHost() throws Exception {
    byte[] v6 = new byte[16];
    v6[15] = 1;
    InetAddress loopback6 = InetAddress.getByAddress(v6);
    HostAddresses hosts =
        new HostAddresses(
            host -> List.of(ip(10, 0, 0, 1), loopback6, ip(10, 0, 0, 2), ip(10, 0, 0, 1)));
    List<InetAddress> found = hosts.of(BROKER, LONG);
    assertEquals(List.of("10.0.0.1", "0:0:0:0:0:0:0:1", "10.0.0.2"), addresses(found));
    for (InetAddress address : found) { // without asking a name server for it
      assertEquals("broker.test", new InetSocketAddress(address, 1).getHostString());
    }
  }

  @Test
  void ipAddressesAreNotLookedUp() throws Exception {
    HostAddresses hosts =
        new HostAddresses(
            host -> {
              throw new AssertionError("looked up " + host);
            });
    assertEquals(List.of(), hosts.of(URI.create("tcp://127.0.0.1:1"), LONG));
    assertEquals(List.of(), hosts.of(URI.create("tcp://[::1]:1"), LONG));
  }

  @Test
  void anUnknownHostIsLeftToTheMqttLibrary() throws Exception {
    HostAddresses hosts =
        new HostAddresses(
            host -> {
              throw new UnknownHostException(host);
            });
    assertEquals(List.of(), hosts.of(BROKER, LONG));
  }

  @Test
  void hostsAreLookedUpAnewEachTime() throws Exception {
    HostAddresses hosts =
        new HostAddresses(host -> List.of(ip(10, 0, 0, lookups.incrementAndGet())));
    assertEquals(List.of("10.0.0.1"), addresses(hosts.of(BROKER, LONG)));
    assertEquals(List.of("10.0.0.2"), addresses(hosts.of(BROKER, LONG)));
  }

  @Test
  void aLookUpThatHangsEndsInTimeAndIsNotRepeatedBeforeItEnds() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    HostAddresses hosts =
        new HostAddresses(
            host -> {
              int number = lookups.incrementAndGet();
              answer.await();
              answered.countDown();
              return List.of(ip(10, 0, 0, number));
            });
    for (int i = 0; i < 3; i++) {
      TransportException e = assertThrows(TransportException.class, () -> hosts.of(BROKER, SHORT));
      assertEquals(ErrorCode.UNAVAILABLE, e.code());
      assertEquals(
          "cannot connect to ssl://broker.test:1: the addresses of broker.test were not found within"
              + " 20 ms; does the name server answer?",
          e.getMessage());
    }
    assertEquals(1, lookups.get());
    answer.countDown();
    answered.await();
    assertEquals(1, hosts.of(BROKER, LONG).size());
    assertEquals(List.of("10.0.0." + (lookups.get() + 1)), addresses(hosts.of(BROKER, LONG)));
  }

  @Test
  void anInterruptedThreadDoesNotWait() {
    CountDownLatch answer = new CountDownLatch(1);
    HostAddresses hosts =
        new HostAddresses(
            host -> {
              answer.await();
              return List.of();
            });
    Thread.currentThread().interrupt();
    TransportException e = assertThrows(TransportException.class, () -> hosts.of(BROKER, LONG));
    assertTrue(Thread.interrupted());
    answer.countDown();
    assertEquals(ErrorCode.CANCELLED, e.code());
    assertEquals("interrupted while looking up broker.test", e.getMessage());
  }
}
