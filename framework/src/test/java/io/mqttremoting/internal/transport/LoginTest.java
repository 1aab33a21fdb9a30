package io.mqttremoting.internal.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.internal.wire.Message;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** User names and passwords are checked, and passwords do not appear in texts. */
class LoginTest {
  private static final String SECRET = "s3cr3t";

  /** A supplier whose {@code toString()} would reveal the password. */
  private record Telling(Login login, String password) implements Supplier<Optional<Login>> {
    @Override
    public Optional<Login> get() {
      return Optional.of(login);
    }
  }

  @Test
  void textsHoldNoPassword() {
    Login login = new Login("me", SECRET);
    assertEquals("user me", login.toString());
    Security security = new Security(new Telling(login, SECRET), Security::jvmContext, true);
    ConnectOptions options =
        new ConnectOptions(
            URI.create("tcp://localhost"),
            "c",
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            new Message("t", new byte[0], 1, true),
            security);
    assertFalse(options.toString().contains(SECRET), options::toString);
  }

  @Test
  void whatMqttCannotTransportIsRefusedWithoutBeingRepeated() {
    assertRefused("the user name is empty", "", SECRET);
    assertRefused("the user name holds a null character", "a\0b", SECRET);
    assertRefused("the user name holds half of a surrogate pair", "a\uD800", SECRET);
    assertRefused("the user name has 65536 bytes, MQTT allows 65535", "u".repeat(65536), SECRET);
    assertRefused("the password has 65536 bytes, MQTT allows 65535", "me", "ü".repeat(32768));
    assertEquals(65535, new Login("me", "p".repeat(65535)).password().length());
  }

  @Test
  void aUserMayHaveNoPassword() {
    Login login = new Login("me", null);
    assertEquals("user me", login.toString());
    assertEquals(
        "it refuses user 'me' without a password (5)", Reasons.refused(Optional.of(login), "5"));
  }

  private static void assertRefused(String message, String user, String password) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new Login(user, password));
    assertEquals(message, e.getMessage());
  }
}
