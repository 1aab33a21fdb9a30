package io.mqttremoting.internal.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.api.ErrorCode;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SecurityTest {
  private final AtomicBoolean closed = new AtomicBoolean();

  private Security security(Runnable asking) {
    return new Security(
            () -> {
              asking.run();
              return Optional.empty();
            },
            Security::jvmContext,
            true)
        .whileOpen(
            () -> {
              if (closed.get()) {
                throw TransportException.notConnected("the connection is closed");
              }
            });
  }

  /** If the connection is closed while a source of credentials hangs, nothing connects any more. */
  @Test
  void credentialsFromASourceAreNotUsedAfterTheClose() {
    Security security = security(() -> closed.set(true));
    TransportException refused = assertThrows(TransportException.class, security::login);
    assertEquals("the connection is closed", refused.getMessage());
  }

  @Test
  void afterTheCloseNoSourceIsAsked() {
    closed.set(true);
    Security security =
        security(
            () -> {
              throw new AssertionError("asked");
            });
    TransportException refused = assertThrows(TransportException.class, security::login);
    assertEquals(ErrorCode.UNAVAILABLE, refused.code());
  }
}
