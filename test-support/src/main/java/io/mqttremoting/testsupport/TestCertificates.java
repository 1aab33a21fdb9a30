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
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keys and certificates, each made when it is first asked for, in a temporary directory with the
 * JDK's keytool, whose start costs half a second: {@code ca}, the authority; {@code server} and
 * {@code expired}, for a broker at {@code localhost}; {@code client}; and {@code stranger}, which
 * nobody trusts. The last two have RSA keys, which take a second more; the others have EC keys.
 */
public final class TestCertificates {
  private static final String LOCALHOST = "san=dns:localhost";
  private static final char[] PASSWORD = "not a secret".toCharArray();
  private static final Path DIRECTORY = makeDirectory();
  private static final Path STORE = DIRECTORY.resolve("store");
  private static final Set<String> MADE = new HashSet<>(); // under the lock of this class

  private TestCertificates() {}

  /** The certificates of {@code name}, in PEM. */
  public static Path certificate(String name) {
    make(name);
    return DIRECTORY.resolve(name + ".crt");
  }

  /** The private key of {@code name}, in PEM. */
  public static Path key(String name) {
    make(name);
    return DIRECTORY.resolve(name + ".key");
  }

  /** A key store with the keys and certificates of {@code names}. */
  public static synchronized KeyStore store(String... names) {
    Stream.of(names).forEach(TestCertificates::make);
    try {
      KeyStore store = load();
      for (String other : Collections.list(store.aliases())) {
        if (!List.of(names).contains(other)) {
          store.deleteEntry(other);
        }
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      return fail(e);
    }
  }

  /** The password of the keys in the key store. */
  public static char[] password() {
    return PASSWORD.clone();
  }

  private static Path makeDirectory() {
    try {
      Path directory = Files.createTempDirectory("certificates");
      Mosquitto.openToAll(directory);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized void make(String name) {
    if (!MADE.add(name)) {
      return;
    }
    try {
      switch (name) {
        case "ca" -> generate(name, "EC", "-ext", "bc:c");
        case "server" -> generateSigned(name, "EC", "-ext", LOCALHOST);
        case "expired" -> generateSigned(name, "EC", "-ext", LOCALHOST, "-startdate", "-10d");
        case "client" -> generateSigned(name, "RSA");
        case "stranger" -> generate(name, "RSA", "-ext", LOCALHOST);
        default -> throw new IllegalArgumentException(name);
      }
      export(name);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void generateSigned(String name, String algorithm, String... more)
      throws IOException {
    make("ca");
    generate(
        name,
        algorithm,
        Stream.concat(Stream.of("-signer", "ca"), Stream.of(more)).toArray(String[]::new));
  }

  /** Generates an entry that is valid for two days. */
  private static void generate(String name, String algorithm, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(
        List.of(
            "-J-XX:TieredStopAtLevel=1", // starts faster
            "-genkeypair",
            "-keystore",
            STORE.toString(),
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

  private static KeyStore load() throws GeneralSecurityException, IOException {
    return KeyStore.getInstance(STORE.toFile(), PASSWORD);
  }

  private static void export(String name) throws GeneralSecurityException, IOException {
    KeyStore store = load();
    StringBuilder chain = new StringBuilder();
    for (Certificate certificate : store.getCertificateChain(name)) {
      chain.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    write(DIRECTORY.resolve(name + ".crt"), chain.toString());
    write(
        DIRECTORY.resolve(name + ".key"),
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
