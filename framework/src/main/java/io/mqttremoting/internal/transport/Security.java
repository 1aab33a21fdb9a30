package io.mqttremoting.internal.transport;

import io.mqttremoting.api.ErrorCode;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The credentials to connect with, and the TLS settings. Both are obtained anew for each attempt to
 * connect, so passwords and certificates may change. {@code toString()} contains no secret.
 * Thread-safe if the suppliers are.
 */
public final class Security {
  /** No credentials, and the trusted certificates of the JVM. */
  public static final Security DEFAULT = new Security(Optional::empty, Security::jvmContext, true);

  private final Supplier<Optional<Login>> login;
  private final Supplier<SSLContext> tls;
  private final boolean verifiesHostName;
  private final Check open;

  /** Throws if connecting should not go on. */
  public interface Check {
    void check() throws TransportException;
  }

  /**
   * Uses these suppliers; a {@code RuntimeException} that one of them throws ends the attempt to
   * connect.
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

  /**
   * The same, but fails if {@code other} refuses, before a supplier is asked or after it has
   * answered.
   */
  public Security whileOpen(Check other) {
    return new Security(login, tls, verifiesHostName, other);
  }

  /**
   * The TLS context of the JVM: trusts its certificate authorities, or those that the system
   * properties say.
   */
  public static SSLContext jvmContext() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JVM's default TLS settings do not work", e);
    }
  }

  /**
   * The credentials for this attempt to connect; empty to connect without.
   *
   * @throws TransportException if they cannot be obtained now
   */
  public Optional<Login> login() throws TransportException {
    return ask("the credentials could not be supplied", login);
  }

  /**
   * The TLS context, with keys and trusted certificates, for this attempt to connect.
   *
   * @throws TransportException if it cannot be obtained now
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
    } catch (RuntimeException e) { // may come from user code
      throw new TransportException(ErrorCode.UNAVAILABLE, failure + ": " + e.getMessage(), e);
    }
    open.check(); // the connection may have been closed while the supplier hung
    return answer;
  }
}
