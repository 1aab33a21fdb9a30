package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.TlsOptions;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS and WebSockets with both transports: which connections succeed, and why others fail. */
@Timeout(60)
class TlsTest {
  private static final Path CA = TestCertificates.certificate("ca");
  private static final TlsOptions TRUSTING = TlsOptions.defaults().withTrustedCertificates(CA);

  private static Mosquitto plain;
  private static Mosquitto webSocket;
  private static Mosquitto tls;
  private static Mosquitto webSocketTls;
  private static Mosquitto mutual;
  private static Mosquitto expired;

  @BeforeAll
  static void start() {
    plain = Mosquitto.start();
    webSocket = Mosquitto.start("protocol websockets");
    tls = Mosquitto.start(with("server"));
    webSocketTls = Mosquitto.start(with("server", "protocol websockets"));
    mutual = Mosquitto.start(with("server", "cafile " + CA, "require_certificate true"));
    expired = Mosquitto.start(with("expired"));
  }

  private static TlsOptions as(String name) {
    return TRUSTING.withClientCertificate(
        TestCertificates.certificate(name), TestCertificates.key(name));
  }

  private static String[] with(String name, String... more) {
    return Stream.concat(
            Stream.of(
                "certfile " + TestCertificates.certificate(name),
                "keyfile " + TestCertificates.key(name)),
            Stream.of(more))
        .toArray(String[]::new);
  }

  @AfterAll
  static void stop() {
    for (Mosquitto broker :
        new Mosquitto[] {plain, webSocket, tls, webSocketTls, mutual, expired}) {
      if (broker != null) {
        broker.close();
      }
    }
  }

  private static Mosquitto broker(String scheme) {
    return switch (scheme) {
      case "tcp" -> plain;
      case "ssl" -> tls;
      case "ws" -> webSocket;
      default -> webSocketTls;
    };
  }

  private static ConnectionBuilder connection(MqttVersion version, URI uri) {
    return Combination.connection(uri, Optional.of(version)).connectTimeout(Duration.ofSeconds(5));
  }

  private static ConnectionBuilder connection(MqttVersion version, URI uri, TlsOptions options) {
    return connection(version, uri).tls(options);
  }

  private static void assertRefused(ConnectionBuilder connection, String reason) {
    assertRefused(connection::connect, reason);
  }

  private static void assertRefused(Executable connecting, String reason) {
    NotConnectedException e = assertThrows(NotConnectedException.class, connecting);
    assertEquals(ErrorCode.UNAVAILABLE, e.code());
    assertTrue(e.reason().contains(reason), e.reason());
  }

  private static void assertWorks(ConnectionBuilder connection, MqttVersion version) {
    assertWorks(connection, version, "hello");
  }

  private static void assertWorks(ConnectionBuilder connection, MqttVersion version, String text) {
    try (RemotingConnection connected = connection.connect()) {
      assertEquals(Optional.of(version), connected.mqttVersion());
      connected.serve(new IHello.Hello());
      assertEquals(text, connected.client(IHello.class).say(text));
    }
  }

  @ParameterizedTest
  @CsvSource({"MQTT_3_1_1, ssl", "MQTT_3_1_1, wss", "MQTT_5, ssl", "MQTT_5, wss"})
  void tlsCarriesCalls(MqttVersion version, String scheme) {
    assertWorks(connection(version, broker(scheme).uri(scheme, "localhost"), TRUSTING), version);
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void webSocketsCarryCalls(MqttVersion version) {
    URI uri = webSocket.uri("ws", "localhost");
    assertWorks(connection(version, uri), version);
    assertWorks(connection(version, URI.create(uri + "/mqtt")), version);
  }

  /** A frame with a length of eight bytes. Mosquitto reads only 4 KiB of it every 100 ms. */
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  @Tag("long")
  void webSocketsCarryLongCalls(MqttVersion version) {
    String text = "0123456789".repeat(7_000);
    assertWorks(connection(version, webSocket.uri("ws", "localhost")), version, text);
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void anSslContextSaysWhomToTrustAndWhoWeAre(MqttVersion version) throws GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore store = TestCertificates.store("ca", "client");
    trust.init(store);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, TestCertificates.password());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    TlsOptions options = TlsOptions.ofSslContext(context);
    assertWorks(connection(version, mutual.uri("ssl", "localhost"), options), version);
    assertRefused(
        connection(version, tls.uri("ssl", "127.0.0.1"), options),
        "the broker's certificate does not name the host 127.0.0.1");
  }

  /** The first context does not trust the broker, as before a certificate is renewed. */
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void anSslContextIsAskedForAtEachAttempt(MqttVersion version) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(TestCertificates.store("ca"));
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, trust.getTrustManagers(), null);
    Iterator<SSLContext> contexts = List.of(SSLContext.getDefault(), trusting).iterator();
    TlsOptions options = TlsOptions.ofSslContext(contexts::next);
    try (RemotingConnection connection =
        connection(version, tls.uri("ssl", "localhost"), options).start()) {
      assertTrue(connection.awaitConnected(Duration.ofSeconds(30)));
      assertFalse(contexts.hasNext());
    }
  }

  @ParameterizedTest
  @CsvSource({"MQTT_3_1_1, ssl", "MQTT_3_1_1, wss", "MQTT_5, ssl", "MQTT_5, wss"})
  void anAuthorityThatTheJvmDoesNotKnowIsNotTrusted(MqttVersion version, String scheme) {
    URI uri = broker(scheme).uri(scheme, "localhost");
    String reason = "cannot connect to " + uri + ": the broker's certificate is not trusted: ";
    assertRefused(connection(version, uri), reason);
    TlsOptions other =
        TlsOptions.defaults().withTrustedCertificates(TestCertificates.certificate("stranger"));
    assertRefused(connection(version, uri, other), reason);
  }

  @ParameterizedTest
  @CsvSource({"MQTT_3_1_1, ssl", "MQTT_3_1_1, wss", "MQTT_5, ssl", "MQTT_5, wss"})
  void theCertificateHasToNameTheHost(MqttVersion version, String scheme) {
    URI uri = broker(scheme).uri(scheme, "127.0.0.1");
    assertRefused(
        connection(version, uri, TRUSTING),
        "cannot connect to "
            + uri
            + ": the broker's certificate does not name the host 127.0.0.1: ");
    assertWorks(connection(version, uri, TRUSTING.withoutHostNameVerification()), version);
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void filesAreReadAtEachAttempt(MqttVersion version, @TempDir Path directory) throws IOException {
    Path trusted = directory.resolve("trusted.crt");
    Files.copy(TestCertificates.certificate("stranger"), trusted);
    TlsOptions options = TlsOptions.defaults().withTrustedCertificates(trusted);
    try (RemotingConnection connection =
        connection(version, tls.uri("ssl", "localhost"), options).build()) {
      assertRefused(connection::connect, "the broker's certificate is not trusted: ");
      Files.delete(trusted);
      assertRefused(
          connection::connect, "the TLS options cannot be used: there is no file " + trusted);
      Files.copy(CA, trusted);
      connection.connect();
      assertTrue(connection.isConnected());
    }
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void anExpiredCertificateIsRefused(MqttVersion version) {
    assertRefused(
        connection(version, expired.uri("ssl", "localhost"), TRUSTING),
        "the broker's certificate is not valid at this time: ");
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void aBrokerMayWantACertificateFromUs(MqttVersion version) {
    URI uri = mutual.uri("ssl", "localhost");
    assertWorks(connection(version, uri, as("client")), version);
    assertRefused(connection(version, uri, TRUSTING), "accept our certificate");
    assertRefused(connection(version, uri, as("stranger")), "accept our certificate");
  }

  @ParameterizedTest
  @CsvSource({
    "MQTT_3_1_1, ssl, tcp", "MQTT_3_1_1, tcp, ssl", "MQTT_3_1_1, tcp, ws",
    "MQTT_5, ssl, tcp", "MQTT_5, tcp, ssl", "MQTT_5, ws, tcp"
  })
  void bothSidesHaveToMeanTheSame(MqttVersion version, String spoken, String expected) {
    assertRefused(
        connection(version, broker(expected).uri(spoken, "localhost")), "does it speak " + spoken);
  }

  @Test
  void anIpv6AddressIsRefusedWhereItDoesNotWork() {
    assertRefused(
        connection(MqttVersion.MQTT_3_1_1, tls.uri("ssl", "[::1]"), TRUSTING),
        "TLS to an IPv6 address does not work; give the host by its name");
  }
}
