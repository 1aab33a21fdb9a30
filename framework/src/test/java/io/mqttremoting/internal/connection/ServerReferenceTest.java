package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.internal.transport.OtherBrokerException;
import io.mqttremoting.testsupport.LogCapture;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerReferenceTest {
  private static List<String> brokers(String from, String reference) {
    return ServerReference.brokers(
            new OtherBrokerException(
                "it names others", new IllegalStateException(), URI.create(from), reference, false))
        .stream()
        .map(URI::toString)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://a:1, b.org, tcp://b.org",
    "tcp://a:1, b.org:1884, tcp://b.org:1884",
    "tcp://a:1, 10.10.151.22:8883, tcp://10.10.151.22:8883",
    "tcp://a:1, [fe80::9610:3eff:fe1c]:1883, tcp://[fe80::9610:3eff:fe1c]:1883",
    "tcp://a:1, [::1], tcp://[::1]",
    "tcp://a:1, mqtt://b.org:1884, tcp://b.org:1884",
    "tcp://a:1, TCP://b.org/, tcp://b.org",
    "ssl://a:1, b.org:8884, ssl://b.org:8884",
    "ssl://a:1, mqtts://b.org, ssl://b.org",
    "ws://a:1/path, b.org:81, ws://b.org:81/path",
    "wss://a/path, wss://b.org, wss://b.org/path",
  })
  void itKeepsTheSchemeAndThePath(String from, String reference, String expected) {
    assertEquals(List.of(expected), brokers(from, reference));
  }

  @Test
  void severalAreTriedInTheirOrder() {
    assertEquals(
        List.of("tcp://b.org", "tcp://c.org:1", "tcp://d.org"),
        brokers("tcp://a", " b.org  c.org:1 b.org d.org "));
  }

  @Test
  void atMostFiveAreTried() {
    assertEquals(
        List.of("tcp://b", "tcp://c", "tcp://d", "tcp://e", "tcp://f"),
        brokers("tcp://a", "b c d e f g h"));
  }

  @ParameterizedTest
  @CsvSource({
    "ssl://a:1, tcp://b.org", // from TLS to none
    "ssl://a:1, mqtt://b.org:8883",
    "wss://a:1, ws://b.org",
    "tcp://a:1, ssl://b.org",
    "tcp://a:1, http://b.org",
    "tcp://a:1, b.org:0",
    "tcp://a:1, b.org:65536",
    "tcp://a:1, b.org:99999999999",
    "tcp://a:1, user:password@b.org",
    "tcp://a:1, b.org/path",
    "tcp://a:1, b_c.org",
    "tcp://a:1, ::1",
    "tcp://a:1, [1:2]",
    "tcp://a:1, ''",
  })
  void othersAreNotFollowed(String from, String reference) {
    try (LogCapture log = new LogCapture()) {
      assertEquals(List.of(), brokers(from, reference));
      assertEquals(
          List.of(
              "it names others; broker 1 of these is not followed: it is not host, host:port or"
                  + " the same with "
                  + from.substring(0, from.indexOf(':'))
                  + "://"),
          log.lines());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"b.org", "b.org:1"})
  void anEndlessOneIsNotRead(String each) {
    try (LogCapture log = new LogCapture()) {
      assertEquals(List.of(), brokers("tcp://a", (each + " ").repeat(1000)));
      assertEquals(List.of("it names others; that is too long to be followed"), log.lines());
    }
  }
}
