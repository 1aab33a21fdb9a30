package io.mqttremoting.internal.transport;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The PEM files of a TLS connection. They are checked here and read again for each context, so
 * certificates can be renewed in place. Immutable.
 */
public final class TlsFiles {
  /** The trust of the JVM, and no client certificate. */
  public static final TlsFiles NONE = new TlsFiles(Optional.empty(), Optional.empty());

  private static final char[] NO_PASSWORD = {}; // the key store never leaves memory

  private final Optional<Path> trusted;
  private final Optional<ClientFiles> client;

  private record ClientFiles(Path certificates, Path key) {}

  private TlsFiles(Optional<Path> trusted, Optional<ClientFiles> client) {
    this.trusted = trusted;
    this.client = client;
  }

  /**
   * The same, but trusts only the certificates in this file.
   *
   * @throws IllegalArgumentException if it cannot be read or contains no certificate
   */
  public TlsFiles withTrusted(Path pem) {
    PemFiles.certificates(pem);
    return new TlsFiles(Optional.of(pem), client);
  }

  /**
   * The same with a client certificate.
   *
   * @throws IllegalArgumentException if a file cannot be read or lacks the certificate or key
   */
  public TlsFiles withClient(Path certificates, Path key) {
    PemFiles.privateKey(key, PemFiles.certificates(certificates).get(0));
    return new TlsFiles(trusted, Optional.of(new ClientFiles(certificates, key)));
  }

  /** An SSLContext made from the current content of the files. */
  public SSLContext sslContext() {
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

  /** Which files these are. */
  @Override
  public String toString() {
    return "trust in "
        + trusted.map(Path::toString).orElse("the JVM's authorities")
        + client.map(files -> ", as " + files.certificates()).orElse("");
  }
}
