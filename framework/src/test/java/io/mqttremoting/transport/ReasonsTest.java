package io.mqttremoting.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.wire.Message;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
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

  /** Which one it is depends on who of the two is faster to notice. */
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
      })
  void whatTheOtherSideEndsIsToldAsThat(String text) {
    assertEquals(
        "the broker closed the connection: "
            + text
            + "; does it speak ssl on this port, and accept our certificate?",
        Reasons.ofConnecting(TLS, new IOException("wrapped", new SocketException(text))));
  }
}
