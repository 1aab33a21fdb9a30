package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.TlsOptions;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.TestCertificates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nagle's algorithm at the broker together with delayed acknowledgements here costs time. */
@Tag("long")
@Timeout(60)
class QuickAckTest {
  private static final int CALLS = 50;
  private static final int ROUNDS = 5;

  /** Each call is two messages at QoS 1; without a countermeasure, each waits for some 40 ms. */
  @ParameterizedTest
  @CsvSource({
    "tcp, MQTT_3_1_1",
    "ssl, MQTT_3_1_1",
    "ws, MQTT_3_1_1",
    "tcp, MQTT_5",
    "ssl, MQTT_5",
    "ws, MQTT_5"
  })
  @EnabledOnOs(OS.LINUX)
  void callsAtQos1AreNotHeldUp(String scheme, MqttVersion version) {
    try (Mosquitto broker = Mosquitto.start(settings(scheme));
        RemotingConnection serving = connect(broker, scheme, version);
        RemotingConnection calling = connect(broker, scheme, version)) {
      serving.serve(new IHello.Hello());
      IHello hello = calling.client(IHello.class);
      hello.say("first");
      Duration quickest = Duration.ofDays(1);
      for (int round = 0; round < ROUNDS && !isQuick(quickest); round++) { // a machine may be busy
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
          hello.say("call " + round + "." + i);
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        quickest = taken.compareTo(quickest) < 0 ? taken : quickest;
      }
      assertTrue(isQuick(quickest), CALLS + " calls took " + quickest);
    }
  }

  private static boolean isQuick(Duration taken) {
    return taken.toMillis() < CALLS * 20;
  }

  private static String[] settings(String scheme) {
    List<String> settings = new ArrayList<>(List.of("set_tcp_nodelay false"));
    if (scheme.startsWith("ws")) {
      settings.add("protocol websockets");
    }
    if (isSecure(scheme)) {
      settings.add("certfile " + TestCertificates.certificate("server"));
      settings.add("keyfile " + TestCertificates.key("server"));
    }
    return settings.toArray(new String[0]);
  }

  private static RemotingConnection connect(Mosquitto broker, String scheme, MqttVersion version) {
    ConnectionBuilder connection =
        MqttRemoting.connection(broker.uri(scheme, "localhost").toString())
            .mqttVersion(version)
            .delivery(Delivery.QOS_1);
    if (isSecure(scheme)) {
      connection.tls(
          TlsOptions.defaults().withTrustedCertificates(TestCertificates.certificate("ca")));
    }
    return connection.connect();
  }

  private static boolean isSecure(String scheme) {
    return scheme.equals("ssl");
  }
}
