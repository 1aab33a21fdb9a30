package io.mqttremoting.mqtt5;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.MqttVersion;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Nagle's algorithm at a broker and a delayed acknowledgement here cost together. */
@Timeout(60)
class QuickAckTest {
  private static final int CALLS = 50;

  /** Each call is two messages at QoS 1, and waits twice for some 40 ms if nothing is done. */
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  @EnabledOnOs(OS.LINUX)
  void callsAtQos1AreNotHeldUp(MqttVersion version) {
    try (Mosquitto broker = Mosquitto.start("set_tcp_nodelay false");
        RemotingConnection serving = connect(broker, version);
        RemotingConnection calling = connect(broker, version)) {
      serving.serve(new IHello.Hello());
      IHello hello = calling.client(IHello.class);
      hello.say("first");
      long start = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        hello.say("call " + i);
      }
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(taken.toMillis() < CALLS * 20, () -> CALLS + " calls took " + taken);
    }
  }

  private static RemotingConnection connect(Mosquitto broker, MqttVersion version) {
    return MqttRemoting.connection(broker.uri().toString())
        .mqttVersion(version)
        .delivery(Delivery.QOS_1)
        .connect();
  }
}
