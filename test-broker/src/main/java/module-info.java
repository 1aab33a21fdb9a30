/** An MQTT broker for tests, in the same JVM. */
@SuppressWarnings("requires-automatic") // Moquette and Netty
module io.mqttremoting.testbroker {
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.mqtt;
  requires io.netty.common;
  requires io.netty.transport;
  requires moquette.broker;
  requires transitive static org.junit.jupiter.api; // for BrokerExtension
  requires static org.jspecify;

  exports io.mqttremoting.testbroker;
}
