package io.mqttremoting.internal.transport;

import io.mqttremoting.api.ErrorCode;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * How to prove who we are, and who has to prove to be the broker. Both are asked for anew at each
 * attempt to connect, so passwords and certificates may change. What it prints holds no secret.
 * Thread-safe if the suppliers are.
 */
public final class Security {
  /** Nobody in particular, and the trust of the JVM. */
  public static final Security DEFAULT = new Security(Optional::empty, Security::jvmContext, true);

  private final Supplier<Optional<Login>> login;
  private final Supplier<SSLContext> tls;
  private final boolean verifiesHostName;
  private final Check open;

  /** Whether to go on. */
  public interface Check {
    void check() throws TransportException;
  }

  /**
   * Security with these sources; a {@code RuntimeException} of theirs ends the attempt.
   *
   * @param verifiesHostName whether a broker's certificate has to name the host of its URI
   */
  public Security(
      Supplier<Optional<Login>> login, Supplier<SSLContext> tls, boolean verifiesHostName) {
    this(login, tls, verifiesHostName, () -> {});
  }

  private Security(
      Supplier<Optional<Login>> login,
      Supplier<SSLContext> tls,
      boolean verifiesHostName,
      Check open) {
    this.login = login;
    this.tls = tls;
    this.verifiesHostName = verifiesHostName;
    this.open = open;
  }

  /** The same, but nobody learns what a source says after {@code open} has begun to refuse. */
  public Security whileOpen(Check other) {
    return new Security(login, tls, verifiesHostName, other);
  }

  /** The trust of the JVM: its certificate authorities, or what the system properties say. */
  public static SSLContext jvmContext() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JVM's default TLS settings do not work", e);
    }
  }

  /**
   * As whom to connect this time; empty: as nobody in particular.
   *
   * @throws TransportException if that cannot be learnt now
   */
  public Optional<Login> login() throws TransportException {
    return ask("the credentials could not be supplied", login);
  }

  /**
   * With which keys and whose trust to connect this time.
   *
   * @throws TransportException if that cannot be learnt now
   */
  public SSLContext sslContext() throws TransportException {
    return ask("the TLS options cannot be used", tls);
  }

  /** Whether a broker's certificate has to name the host of its URI. */
  public boolean verifiesHostName() {
    return verifiesHostName;
  }

  private <T> T ask(String failure, Supplier<T> source) throws TransportException {
    open.check();
    T answer;
    try {
      answer = source.get();
    } catch (RuntimeException e) { // of the user's code, too
      throw new TransportException(ErrorCode.UNAVAILABLE, failure + ": " + e.getMessage(), e);
    }
    open.check(); // for a source may hang, and the connection be closed meanwhile
    return answer;
  }
}
