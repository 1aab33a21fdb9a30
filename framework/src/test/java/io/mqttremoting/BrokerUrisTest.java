package io.mqttremoting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URIs are accepted for a broker. */
class BrokerUrisTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://localhost",
        "tcp://10.0.0.1:1883",
        "ssl://broker.example.com:8883",
        "ws://localhost:9001",
        "wss://localhost/mqtt",
        "tcp://[::1]:1883"
      })
  void urisOfTheFourSchemesAreTaken(String uri) {
    assertEquals(uri, BrokerUris.parse(uri).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "mqtt://localhost, tcp://localhost",
    "mqtt://[::1]:1883, tcp://[::1]:1883",
    "mqtts://broker.example.com:8883, ssl://broker.example.com:8883",
    "MQTT://Localhost:1, tcp://Localhost:1",
    "TCP://localhost:65535, tcp://localhost:65535",
    "WSS://localhost/mqtt, wss://localhost/mqtt",
  })
  void otherSpellingsOfTheSchemesAreTaken(String uri, String same) {
    assertEquals(same, BrokerUris.parse(uri).toString());
    assertEquals(1, MqttRemoting.connection(uri, same).brokers.size());
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:1883, does not begin with tcp",
    "http://localhost, 'does not begin with tcp, ssl, mqtt, mqtts, ws or wss; use"
        + " tcp://host:port'",
    "tcp://localhost:99999, 'has a port that is not between 1 and 65535; use tcp://host:port'",
    "tcp://localhost:0, 'has a port that is not between 1 and 65535'",
    "ws://[::1]:65536/mqtt, 'has a port that is not between 1 and 65535'",
    "tcp://localhost:abc, 'has a port that is not between 1 and 65535; use tcp://host:port'",
    "mqtt://localhost:99999999999, 'has a port that is not between 1 and 65535'",
    "mqtts://localhost/mqtt, 'has a path, which only ws and wss support'",
    "tcp:, is not a URI",
    "tcp://my_host, has no host name that Java accepts",
    "ssl://localhost/mqtt, 'has a path, which only ws and wss support'",
  })
  void othersAreRefused(String uri, String reason) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> BrokerUris.parse(uri));
    assertTrue(e.getMessage().startsWith("'" + uri + "' " + reason), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://me:s3cr3t@localhost:1883",
        "ssl://s3cr3t@localhost",
        "tcp://me:s3cr3t@my_host",
        "tcp://me:s3cr3t%%@host",
        "me:s3cr3t@host",
        "http://me:s3cr3t@host/ a b"
      })
  void usersAreRefusedWithoutBeingRepeated(String uri) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> MqttRemoting.connection(uri));
    assertFalse(e.getMessage().contains("s3cr3t"), e.getMessage());
    assertTrue(e.getMessage().contains("ConnectionBuilder.credentials"), e.getMessage());
    assertNull(e.getCause()); // its message would repeat the URI
  }

  @ParameterizedTest
  @ValueSource(strings = {"wss://host/mqtt?token=s3cr3t", "tcp://host#s3cr3t"})
  void queriesAreRefusedWithoutBeingRepeated(String uri) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> MqttRemoting.connection(uri));
    assertFalse(e.getMessage().contains("s3cr3t"), e.getMessage());
    assertTrue(e.getMessage().contains("has a query or a fragment"), e.getMessage());
  }

  @Test
  void tlsOptionsNeedTls() {
    for (String uri : new String[] {"tcp://localhost", "ws://localhost"}) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> MqttRemoting.connection(uri).tls(TlsOptions.defaults()));
      assertTrue(e.getMessage().endsWith("use ssl, mqtts or wss"), e.getMessage());
    }
    MqttRemoting.connection("ssl://localhost").tls(TlsOptions.defaults());
    MqttRemoting.connection("mqtts://localhost").tls(TlsOptions.defaults());
  }
}
