package io.mqttremoting.internal.transport;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The user name and the password to connect with. {@link #toString} does not contain the password.
 *
 * @param password {@code null} if the user has none
 */
public record Login(String user, @Nullable String password) {
  private static final int MAX_BYTES = 0xFFFF; // MQTT 3.1.1, sections 1.5.3 and 3.1.3.5

  /**
   * Checks the user name and the password.
   *
   * @throws IllegalArgumentException if MQTT cannot transport them; its message does not contain
   *     the password
   */
  public Login {
    if (user.isEmpty()) {
      throw new IllegalArgumentException("the user name is empty");
    }
    if (user.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the user name holds a null character");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(user)) {
      throw new IllegalArgumentException("the user name holds half of a surrogate pair");
    }
    checkLength("user name", user);
    if (password != null) {
      checkLength("password", password);
    }
  }

  private static void checkLength(String what, String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "the " + what + " has " + length + " bytes, MQTT allows " + MAX_BYTES);
    }
  }

  @Override
  public String toString() {
    return "user " + user;
  }
}
