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
 * Whom to trust, and who to be, on an {@code ssl://} or {@code wss://} connection. Immutable: each
 * {@code with…} returns changed options.
 *
 * <p>PEM files are checked here and read again at each attempt to connect, so certificates may be
 * renewed in place. What this prints holds no key.
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
   * The broker's certificate is to be signed by an authority that the JVM trusts and to name the
   * host of the URI; there is none of our own.
   */
  public static TlsOptions defaults() {
    return DEFAULTS;
  }

  /** {@code context} says whom to trust and which certificate to show, instead of files. */
  public static TlsOptions ofSslContext(SSLContext context) {
    return new TlsOptions(
        Optional.of(Objects.requireNonNull(context, "context")),
        Optional.empty(),
        Optional.empty(),
        true);
  }

  /**
   * The broker's certificate is to be signed by one of those in a PEM file, or be one of them;
   * authorities of the JVM count no more.
   *
   * @throws IllegalArgumentException if the file cannot be read, or holds no certificate
   * @throws IllegalStateException if these options have an SSLContext
   */
  public TlsOptions withTrustedCertificates(Path pem) {
    checkNoContext();
    PemFiles.certificates(pem);
    return new TlsOptions(context, Optional.of(pem), client, verifiesHostName);
  }

  /**
   * We show a certificate of our own (mutual TLS).
   *
   * @param certificates a PEM file with it, and after it those that signed it, if the broker does
   *     not know them
   * @param key a PEM file with its private key in PKCS #8 without a passphrase ({@code BEGIN
   *     PRIVATE KEY}); may be the same file
   * @throws IllegalArgumentException if a file cannot be read or does not hold that
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
          "an SSLContext has its own trust and keys; build it with these files, or leave it out");
    }
  }

  /**
   * The broker's certificate need not name the host of the URI. <b>Whoever has any certificate that
   * is trusted can then pose as the broker</b>: only for trust in a single certificate, or for
   * tests.
   */
  public TlsOptions withoutHostNameVerification() {
    return new TlsOptions(context, trusted, client, false);
  }

  boolean verifiesHostName() {
    return verifiesHostName;
  }

  /** A context with what the files hold now. */
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
