package io.mqttremoting;

import io.mqttremoting.internal.transport.Security;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Trust and client certificates for {@code ssl://} and {@code wss://} connections. Immutable: each
 * {@code with…} method returns new options.
 *
 * <p>PEM files are checked here and read again at each attempt to connect, so certificates can be
 * renewed in place. {@code toString()} contains no key.
 */
public final class TlsOptions {
  private static final TlsOptions DEFAULTS =
      new TlsOptions(Optional.empty(), Optional.empty(), Optional.empty(), true);
  private static final char[] NO_PASSWORD = {}; // the key store never leaves memory

  private final Optional<SSLContext> context;
  private final Optional<Path> trusted;
  private final Optional<ClientFiles> client;
  private final boolean verifiesHostName;

  private TlsOptions(
      Optional<SSLContext> context,
      Optional<Path> trusted,
      Optional<ClientFiles> client,
      boolean verifiesHostName) {
    this.context = context;
    this.trusted = trusted;
    this.client = client;
    this.verifiesHostName = verifiesHostName;
  }

  private record ClientFiles(Path certificates, Path key) {}

  /**
   * The default options: the broker's certificate must be signed by an authority that the JVM
   * trusts and must name the host of the URI. There is no client certificate.
   */
  public static TlsOptions defaults() {
    return DEFAULTS;
  }

  /** Options that take trust and the client certificate from {@code context} instead of files. */
  public static TlsOptions ofSslContext(SSLContext context) {
    return new TlsOptions(
        Optional.of(Objects.requireNonNull(context, "context")),
        Optional.empty(),
        Optional.empty(),
        true);
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
    PemFiles.certificates(pem);
    return new TlsOptions(context, Optional.of(pem), client, verifiesHostName);
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
    PemFiles.privateKey(key, PemFiles.certificates(certificates).get(0));
    return new TlsOptions(
        context, trusted, Optional.of(new ClientFiles(certificates, key)), verifiesHostName);
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
    return new TlsOptions(context, trusted, client, false);
  }

  boolean verifiesHostName() {
    return verifiesHostName;
  }

  /** An SSLContext made from the current content of the files. */
  SSLContext sslContext() {
    if (context.isPresent()) {
      return context.get();
    }
    if (trusted.isEmpty() && client.isEmpty()) {
      return Security.jvmContext();
    }
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(keys(), NO_PASSWORD);
      SSLContext made = SSLContext.getInstance("TLS");
      made.init(keys.getKeyManagers(), trusted.isEmpty() ? null : trust().getTrustManagers(), null);
      return made;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private TrustManagerFactory trust() throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    for (X509Certificate certificate : PemFiles.certificates(trusted.orElseThrow())) {
      store.setCertificateEntry("trusted" + store.size(), certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private KeyStore keys() throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    if (client.isPresent()) {
      List<X509Certificate> chain = PemFiles.certificates(client.get().certificates());
      PrivateKey key = PemFiles.privateKey(client.get().key(), chain.get(0));
      store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
    }
    return store;
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  @Override
  public String toString() {
    return "TLS with "
        + (context.isPresent()
            ? "an SSLContext"
            : "trust in "
                + trusted.map(Path::toString).orElse("the JVM's authorities")
                + client.map(files -> ", as " + files.certificates()).orElse(""))
        + (verifiesHostName ? "" : ", any host name");
  }
}
