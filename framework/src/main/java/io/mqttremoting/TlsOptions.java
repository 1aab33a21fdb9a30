package io.mqttremoting;

import io.mqttremoting.internal.transport.TlsFiles;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Trust and client certificates for {@code ssl://} and {@code wss://} connections. Immutable: each
 * {@code with…} method returns new options.
 *
 * <p>PEM files are checked here and read again at each attempt to connect, so certificates can be
 * renewed in place. {@code toString()} contains no key.
 */
public final class TlsOptions {
  private static final TlsOptions DEFAULTS = new TlsOptions(Optional.empty(), TlsFiles.NONE, true);

  private final Optional<Supplier<SSLContext>> context;
  private final TlsFiles files;
  private final boolean verifiesHostName;

  private TlsOptions(
      Optional<Supplier<SSLContext>> context, TlsFiles files, boolean verifiesHostName) {
    this.context = context;
    this.files = files;
    this.verifiesHostName = verifiesHostName;
  }

  /**
   * The default options: the broker's certificate must be signed by an authority that the JVM
   * trusts and must name the host of the URI. There is no client certificate.
   */
  public static TlsOptions defaults() {
    return DEFAULTS;
  }

  /** Options that take trust and the client certificate from {@code context} instead of files. */
  public static TlsOptions ofSslContext(SSLContext context) {
    Objects.requireNonNull(context, "context");
    return ofSslContext(() -> context);
  }

  /**
   * Options that ask for an SSLContext at each attempt to connect, so certificates can be renewed.
   * The connecting thread calls the supplier and waits for it. If the supplier throws a {@code
   * RuntimeException} or returns {@code null}, the attempt fails.
   */
  public static TlsOptions ofSslContext(Supplier<SSLContext> contexts) {
    return new TlsOptions(
        Optional.of(Objects.requireNonNull(contexts, "contexts")), TlsFiles.NONE, true);
  }

  /**
   * Trusts only the certificates in a PEM file: the broker's certificate must be one of them or be
   * signed by one of them. The authorities of the JVM are no longer trusted.
   *
   * @throws IllegalArgumentException if the file cannot be read or contains no certificate
   * @throws IllegalStateException if these options have an SSLContext
   */
  public TlsOptions withTrustedCertificates(Path pem) {
    checkNoContext();
    return new TlsOptions(context, files.withTrusted(pem), verifiesHostName);
  }

  /**
   * Presents a client certificate to the broker (mutual TLS).
   *
   * @param certificates a PEM file with the certificate, followed by the certificates that signed
   *     it if the broker does not know them
   * @param key a PEM file with the private key in PKCS #8 format without a passphrase ({@code BEGIN
   *     PRIVATE KEY}); may be the same file
   * @throws IllegalArgumentException if a file cannot be read or lacks the certificate or key
   * @throws IllegalStateException if these options have an SSLContext
   */
  public TlsOptions withClientCertificate(Path certificates, Path key) {
    checkNoContext();
    return new TlsOptions(context, files.withClient(certificates, key), verifiesHostName);
  }

  private void checkNoContext() {
    if (context.isPresent()) {
      throw new IllegalStateException(
          "an SSLContext has its own trust and keys; build it from these files, or omit it");
    }
  }

  /**
   * Does not check that the broker's certificate names the host of the URI. <b>Anyone who has a
   * trusted certificate can then impersonate the broker</b>: use this only if a single certificate
   * is trusted, or for tests.
   */
  public TlsOptions withoutHostNameVerification() {
    return new TlsOptions(context, files, false);
  }

  boolean verifiesHostName() {
    return verifiesHostName;
  }

  /** An SSLContext made from the current content of the files. */
  SSLContext sslContext() {
    if (context.isPresent()) {
      return Objects.requireNonNull(context.get().get(), "the supplier returned no SSLContext");
    }
    return files.sslContext();
  }

  @Override
  public String toString() {
    return "TLS with "
        + (context.isPresent() ? "an SSLContext" : files)
        + (verifiesHostName ? "" : ", any host name");
  }
}
