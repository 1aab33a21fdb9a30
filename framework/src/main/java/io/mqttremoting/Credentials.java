package io.mqttremoting;

import io.mqttremoting.internal.transport.Login;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A user name and optionally a password, or a token that the broker accepts as a password.
 * Immutable. The password never appears in {@code toString()}, exceptions or log lines of the
 * library.
 */
public final class Credentials {
  private final Login login;

  private Credentials(Login login) {
    this.login = login;
  }

  /**
   * The credentials of {@code user}.
   *
   * @param password {@code null} if the user has none
   * @throws IllegalArgumentException if the user name is empty, or MQTT cannot transport them
   */
  @SuppressWarnings("exports") // users need no JSpecify
  public static Credentials of(String user, @Nullable String password) {
    return new Credentials(new Login(Objects.requireNonNull(user, "user"), password));
  }

  Login login() {
    return login;
  }

  @Override
  public String toString() {
    return "credentials of " + login;
  }
}
