package io.mqttremoting.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.TlsOptions;
import io.mqttremoting.cli.CliSession.Result;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.TestCertificates;
import io.world.Hello;
import io.world.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A broker that wants a client certificate. */
class TlsTest {
  private static final Path CA = TestCertificates.certificate("ca");
  private static final Path CERTIFICATE = TestCertificates.certificate("client");
  private static final Path KEY = TestCertificates.key("client");
  private static final String[] TRUST = {
    "--ca-file", CA.toString(), "--cert-file", CERTIFICATE.toString(), "--key-file", KEY.toString()
  };

  private static Mosquitto broker;
  private static RemotingConnection connection;
  private static final Hello HELLO = new Hello();

  @BeforeAll
  static void serve() {
    broker =
        Mosquitto.start(
            "certfile " + TestCertificates.certificate("server"),
            "keyfile " + TestCertificates.key("server"),
            "cafile " + CA,
            "require_certificate true");
    connection =
        MqttRemoting.connection(uri())
            .tls(
                TlsOptions.defaults()
                    .withTrustedCertificates(CA)
                    .withClientCertificate(CERTIFICATE, KEY))
            .connect();
    connection.serve(HELLO);
  }

  @AfterAll
  static void close() {
    connection.close();
    broker.close();
  }

  private static String uri() {
    return broker.uri("mqtts", "localhost").toString();
  }

  private static Result run(String... words) {
    return new CliSession(uri())
        .run(Stream.concat(Stream.of(words), Stream.of(TRUST)).toArray(String[]::new));
  }

  @Test
  void bothKindsOfConnectionsPresentTheCertificate() {
    run("wait", "io.world/Hello").printed();
    run("clean", "--dry-run").failed(0, "nothing to remove at " + uri());
    Result refused =
        new CliSession(uri()).run("get", "io.world/Hello.last", "--ca-file", CA.toString());
    assertEquals(18, refused.code(), refused::toString);
    Result distrusted = new CliSession(uri()).run("clean", "--dry-run");
    assertEquals(18, distrusted.code(), distrusted::toString);
    assertTrue(distrusted.err().get(0).startsWith("cannot connect to ssl://localhost:"));
  }

  @Test
  void theShownCommandHasTheFiles() throws Exception {
    Mosquitto.require("mosquitto_rr");
    Result shown =
        run("call", "--show-command", "io.world/Hello.say", "{\"content\":\"tls\"}", "0");
    assertEquals(0, shown.code(), shown::toString);
    Process process =
        new ProcessBuilder("sh", "-c", shown.out().get(0)).redirectErrorStream(true).start();
    assertEquals(
        "1", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    assertEquals(new Message("tls"), HELLO.getLast());
  }
}
