package io.mqttremoting.internal.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.internal.wire.Message;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReasonsTest {
  private static final ConnectOptions TLS =
      new ConnectOptions(
          URI.create("ssl://broker:8883"),
          "a-client",
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          new Message("will", new byte[0], 1, true),
          Security.DEFAULT);

  /** The text depends on which side notices the end first. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection reset",
        "Connection reset by peer",
        "Broken pipe",
        "Connection or outbound has closed",
        "Connection or inbound has closed",
        "Connection has closed",
        "Connection has been shutdown: java.net.SocketException",
        "java.nio.channels.ClosedChannelException",
      })
  void closesByTheBrokerAreReportedAsSuch(String text) {
    assertEquals(
        "the broker closed the connection: "
            + text
            + "; does it speak ssl on this port, and accept our certificate?",
        Reasons.ofConnecting(TLS, new IOException("wrapped", new SocketException(text))));
  }

  /** With TLS 1.3, the reason may be lost: the broker closes at once after it has told it. */
  @Test
  void aBrokerThatIsKnownMayRefuseACertificateLater() {
    ConnectOptions known = TLS.withBroker(TLS.uri(), null, true);
    assertEquals(
        "the broker closed the connection: Broken pipe; does it still accept our certificate?",
        Reasons.ofConnecting(known, new SocketException("Broken pipe")));
  }

  @Test
  void noHintForABrokerThatIsKnown() {
    ConnectOptions known = TLS.withBroker(TLS.uri(), null, true);
    assertEquals(
        "the broker closed the connection: Connection reset",
        Reasons.ofConnecting(
            known.withBroker(URI.create("tcp://localhost:1"), null, true),
            new SocketException("Connection reset")));
    assertEquals(
        "TLS failed: no cipher suites in common",
        Reasons.ofConnecting(known, new SSLException("no cipher suites in common")));
    assertEquals("no answer within 1000 ms", Reasons.noAnswer(known));
    assertEquals("no answer within 1000 ms; is this an MQTT broker?", Reasons.noAnswer(TLS));
  }
}
