package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.connection.Backoff;
import io.mqttremoting.internal.connection.BrokerChoice;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.ConnectionSettings;
import io.mqttremoting.internal.connection.TransportFactories;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.TestCertificates;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A host with several addresses, where a broker listens only at the last. */
@Timeout(60)
class SeveralAddressesTest {
  private static Mosquitto plain;
  private static Mosquitto webSocket;
  private static Mosquitto tls;
  private static Mosquitto webSocketTls;
  private static Security trusting;

  @BeforeAll
  static void start() throws Exception {
    String[] server = {
      "certfile " + TestCertificates.certificate("server"),
      "keyfile " + TestCertificates.key("server")
    };
    plain = Mosquitto.start();
    webSocket = Mosquitto.start("protocol websockets");
    tls = Mosquitto.start(server);
    webSocketTls =
        Mosquitto.start(
            Stream.concat(Stream.of(server), Stream.of("protocol websockets"))
                .toArray(String[]::new));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(TestCertificates.store("ca"));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    trusting = new Security(Optional::empty, () -> context, true);
  }

  @AfterAll
  static void stop() {
    Stream.of(plain, webSocket, tls, webSocketTls).forEach(Mosquitto::close);
  }

  private static Mosquitto broker(String scheme) {
    return switch (scheme) {
      case "tcp" -> plain;
      case "ssl" -> tls;
      case "ws" -> webSocket;
      default -> webSocketTls;
    };
  }

  private static InetAddress loopback(int number) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) number});
  }

  private static List<InetAddress> resolve(String host) throws UnknownHostException {
    return List.of(loopback(3), loopback(2), loopback(1));
  }

  private static BrokerConnection connection(MqttVersion version, URI uri) {
    return new BrokerConnection(
        new ConnectionSettings(
            new ConnectOptions(
                uri,
                "several",
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                new Message("will", new byte[0], 0, false),
                trusting),
            BrokerChoice.inTurn(List.of(uri)).withResolver(SeveralAddressesTest::resolve),
            TransportFactories.of(version),
            new Backoff(Duration.ofMillis(10), Duration.ofMillis(10), 0),
            1024,
            Delivery.AUTO,
            false,
            "session",
            ""),
        Runnable::run,
        event -> {});
  }

  @ParameterizedTest
  @CsvSource({
    "MQTT_3_1_1, tcp", "MQTT_3_1_1, ssl", "MQTT_3_1_1, ws", "MQTT_3_1_1, wss",
    "MQTT_5, tcp", "MQTT_5, ssl", "MQTT_5, ws", "MQTT_5, wss"
  })
  void allAddressesAreTried(MqttVersion version, String scheme) throws TransportException {
    BrokerConnection connection = connection(version, broker(scheme).uri(scheme, "localhost"));
    try {
      connection.connect();
      assertTrue(connection.isConnected());
    } finally {
      connection.close();
    }
  }

  /** The system does not know this host. */
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void itConnectsToTheAddressesThatWereFound(MqttVersion version) throws TransportException {
    BrokerConnection connection = connection(version, plain.uri("tcp", "host.invalid"));
    try {
      connection.connect();
      assertTrue(connection.isConnected());
    } finally {
      connection.close();
    }
  }

  /** The certificate is for {@code localhost}, whatever the address. */
  @ParameterizedTest
  @CsvSource({"MQTT_3_1_1, ssl", "MQTT_3_1_1, wss", "MQTT_5, ssl", "MQTT_5, wss"})
  void theNameOfTheHostIsVerified(MqttVersion version, String scheme) {
    URI uri = broker(scheme).uri(scheme, "host.invalid");
    BrokerConnection connection = connection(version, uri);
    try {
      TransportException e = assertThrows(TransportException.class, connection::connect);
      Throwable atBroker = e.getSuppressed()[1];
      String expected =
          "cannot connect to "
              + uri
              + ": the broker's certificate does not name the host"
              + " host.invalid: ";
      assertEquals(
          expected, atBroker.getMessage().substring(0, expected.length()), atBroker::toString);
    } finally {
      connection.close();
    }
  }
}
