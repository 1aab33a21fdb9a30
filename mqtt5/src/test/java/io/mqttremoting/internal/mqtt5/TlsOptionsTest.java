package io.mqttremoting.internal.mqtt5;

import static io.mqttremoting.testsupport.TestCertificates.certificate;
import static io.mqttremoting.testsupport.TestCertificates.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.TlsOptions;
import io.mqttremoting.testsupport.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PEM files: which ones are accepted, and how others are refused. */
class TlsOptionsTest {
  private static final TlsOptions NONE = TlsOptions.defaults();

  @TempDir private Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("file.pem"), text);
  }

  private static void assertRefused(String message, Executable reading) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, reading).getMessage());
  }

  @Test
  void textsNameFilesAndNoKeys() {
    TlsOptions options =
        NONE.withTrustedCertificates(certificate("ca"))
            .withClientCertificate(certificate("client"), key("client"));
    assertEquals(
        "TLS with trust in " + certificate("ca") + ", as " + certificate("client"),
        options.toString());
    assertEquals("TLS with trust in the JVM's authorities", NONE.toString());
    assertEquals(
        "TLS with trust in the JVM's authorities, any host name",
        NONE.withoutHostNameVerification().toString());
  }

  @Test
  void keyAndCertificateMayShareAFile() throws IOException {
    Path both =
        file(
            "a comment\n"
                + Files.readString(key("server"))
                + Files.readString(certificate("server")).replace("\n", "\r\n"));
    NONE.withClientCertificate(both, both).withTrustedCertificates(both);
  }

  @Test
  void aFileIsNeeded() {
    Path missing = directory.resolve("missing.pem");
    assertRefused("there is no file " + missing, () -> NONE.withTrustedCertificates(missing));
    assertRefused(
        "there is no file " + missing,
        () -> NONE.withClientCertificate(certificate("client"), missing));
  }

  @Test
  void theRightThingIsNeededInAFile() throws IOException {
    Path key = key("client");
    Path certificate = certificate("client");
    assertRefused(
        key + " contains no PEM certificate, which begins with -----BEGIN CERTIFICATE-----",
        () -> NONE.withTrustedCertificates(key));
    assertRefused(
        certificate + " contains no PEM private key, which begins with -----BEGIN PRIVATE KEY-----",
        () -> NONE.withClientCertificate(certificate, certificate));
    Path broken = file(TestCertificates.pem("CERTIFICATE", new byte[] {1, 2, 3}));
    assertRefused(
        broken + " contains a certificate that cannot be read",
        () -> NONE.withTrustedCertificates(broken));
  }

  @Test
  void theKeyHasToBeThatOfTheCertificate() throws IOException {
    assertRefused(
        key("server") + " contains no RSA key, but the certificate has one",
        () -> NONE.withClientCertificate(certificate("client"), key("server")));
    assertRefused(
        key("client") + " contains no EC key, but the certificate has one",
        () -> NONE.withClientCertificate(certificate("server"), key("client")));
    for (String[] pair : new String[][] {{"client", "stranger"}, {"server", "expired"}}) {
      assertRefused(
          key(pair[1]) + " contains a private key that does not belong to the certificate",
          () -> NONE.withClientCertificate(certificate(pair[0]), key(pair[1])));
    }
    Path broken = file("-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n");
    assertRefused(
        broken + " contains no RSA key, but the certificate has one",
        () -> NONE.withClientCertificate(certificate("client"), broken));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
  void otherFormsOfKeysAreToBeConverted(String type) throws IOException {
    Path old =
        file(
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                + "-----BEGIN "
                + type
                + "-----\nProc-Type: 4,ENCRYPTED\n\nc2VjcmV0\n-----END "
                + type
                + "-----\n");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> NONE.withClientCertificate(certificate("client"), old));
    assertTrue(
        e.getMessage()
            .endsWith(
                "convert it with: openssl pkcs8 -topk8 -nocrypt -in " + old + " -out pkcs8.key"),
        e.getMessage());
    assertFalse(e.getMessage().contains("c2VjcmV0"), e.getMessage());
  }

  @Test
  void anSslContextAndFilesExcludeEachOther() throws NoSuchAlgorithmException {
    TlsOptions options = TlsOptions.ofSslContext(SSLContext.getDefault());
    assertEquals("TLS with an SSLContext", options.toString());
    assertThrows(
        IllegalStateException.class, () -> options.withTrustedCertificates(certificate("ca")));
    assertThrows(
        IllegalStateException.class,
        () -> options.withClientCertificate(certificate("client"), key("client")));
  }
}
