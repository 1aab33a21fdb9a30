package io.mqttremoting.internal.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.ssl.SslBundles;

/** An SSL bundle that Boot reloads when its files change. */
@Tag("long")
@Timeout(120)
class SslReloadTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void theNextAttemptToConnectUsesTheCertificateThatReplacedAnother(MqttVersion version)
      throws Exception {
    use("client");
    try (Mosquitto broker =
        Mosquitto.start(
            "certfile " + TestCertificates.certificate("server"),
            "keyfile " + TestCertificates.key("server"),
            "cafile " + TestCertificates.certificate("ca"),
            "require_certificate true")) {
      String bundle = "spring.ssl.bundle.pem.broker.";
      Contexts.runner()
          .withPropertyValues(
              "mqtt.remoting.uris=" + broker.uri("ssl", "localhost"),
              "mqtt.remoting.mqtt-version=" + version.name(),
              "mqtt.remoting.reconnect.longest-delay=200ms",
              "mqtt.remoting.ssl.bundle=broker",
              bundle + "truststore.certificate=" + TestCertificates.certificate("ca").toUri(),
              bundle + "keystore.certificate=" + file().toUri(),
              bundle + "keystore.private-key=" + file().toUri(),
              bundle + "reload-on-update=true",
              "spring.ssl.bundle.watch.file.quiet-period=50ms")
          .run(
              context -> {
                RemotingConnection connection = context.getBean(RemotingConnection.class);
                assertTrue(connection.awaitConnected(Await.DEADLINE));
                AtomicInteger updates = new AtomicInteger();
                context
                    .getBean(SslBundles.class)
                    .addBundleUpdateHandler("broker", updated -> updates.incrementAndGet());
                use("stranger");
                Await.equal(1, updates::get);
                assertTrue(connection.isConnected(), "it goes on with the old certificate");
                List<String> failures = new CopyOnWriteArrayList<>();
                connection.onStateChanged(
                    event -> event.cause().ifPresent(cause -> failures.add(cause.getMessage())));
                broker.kill();
                Await.until("it is lost", () -> connection.totals().losses() == 1);
                broker.restart();
                Await.until(
                    () -> "the broker refuses the certificate, in " + failures,
                    () ->
                        failures.stream()
                            .anyMatch(each -> each.contains("accept our certificate")));
                use("client");
                assertTrue(connection.awaitConnected(Await.DEADLINE));
                assertEquals(2, connection.totals().connects());
              });
    }
  }

  private Path file() {
    return directory.resolve("client.pem");
  }

  /** The certificate and the key in one file, which is replaced at once. */
  private void use(String name) throws IOException {
    Path made = directory.resolve("new.pem");
    Files.writeString(
        made,
        Files.readString(TestCertificates.certificate(name))
            + Files.readString(TestCertificates.key(name)));
    Files.move(made, file(), StandardCopyOption.ATOMIC_MOVE);
  }
}
