package io.mqttremoting.testsupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Keys and certificates, made once for all tests in a temporary directory with the JDK's keytool:
 * {@code ca}, the authority; {@code server} and {@code expired}, for a broker at {@code localhost};
 * {@code client}; and {@code stranger}, which nobody trusts.
 */
public final class TestCertificates {
  private static final char[] PASSWORD = "not a secret".toCharArray();
  private static final Path DIRECTORY = make();

  private TestCertificates() {}

  /** The certificates of {@code name}, in PEM. */
  public static Path certificate(String name) {
    return DIRECTORY.resolve(name + ".crt");
  }

  /** The private key of {@code name}, in PEM. */
  public static Path key(String name) {
    return DIRECTORY.resolve(name + ".key");
  }

  /** A key store with all of them. */
  public static KeyStore store() {
    try {
      return KeyStore.getInstance(DIRECTORY.resolve("store").toFile(), PASSWORD);
    } catch (GeneralSecurityException | IOException e) {
      return fail(e);
    }
  }

  /** The password of the key store. */
  public static char[] password() {
    return PASSWORD.clone();
  }

  private static Path make() {
    try {
      Path directory = Files.createTempDirectory("certificates");
      Mosquitto.openToAll(directory);
      Path store = directory.resolve("store");
      generate(store, "ca", "RSA", "-ext", "bc:c");
      generate(store, "server", "RSA", "-signer", "ca", "-ext", "san=dns:localhost");
      generate(
          store,
          "expired",
          "EC",
          "-signer",
          "ca",
          "-ext",
          "san=dns:localhost",
          "-startdate",
          "-10d");
      generate(store, "client", "EC", "-signer", "ca");
      generate(store, "stranger", "RSA", "-ext", "san=dns:localhost");
      KeyStore made = KeyStore.getInstance(store.toFile(), PASSWORD);
      for (String name : List.of("ca", "server", "expired", "client", "stranger")) {
        export(directory, made, name);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
      return directory;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Generates an entry that is valid for two days. */
  private static void generate(Path store, String name, String algorithm, String... more)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(
        List.of(
            "-J-XX:TieredStopAtLevel=1", // starts faster
            "-genkeypair",
            "-keystore",
            store.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            new String(PASSWORD),
            "-alias",
            name,
            "-keyalg",
            algorithm,
            "-dname",
            "CN=" + name,
            "-validity",
            "2"));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertEquals(0, keytool.waitFor(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("interrupted", e);
    }
  }

  private static void export(Path directory, KeyStore store, String name)
      throws GeneralSecurityException, IOException {
    StringBuilder chain = new StringBuilder();
    for (Certificate certificate : store.getCertificateChain(name)) {
      chain.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    write(directory.resolve(name + ".crt"), chain.toString());
    write(
        directory.resolve(name + ".key"),
        pem("PRIVATE KEY", store.getKey(name, PASSWORD).getEncoded()));
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Mosquitto.openToAll(file);
  }

  /** A block of PEM. */
  public static String pem(String type, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }

  private static void delete(Path directory) {
    try (var files = Files.list(directory)) {
      files.forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    directory.toFile().delete();
  }
}
