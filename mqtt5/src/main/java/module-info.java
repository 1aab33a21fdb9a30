/** MQTT 5 with the HiveMQ client. {@code io.mqttremoting} uses MQTT 5 if this module is present. */
@SuppressWarnings({"requires-automatic", "module"}) // the HiveMQ client, Netty and RxJava
module io.mqttremoting.mqtt5 {
  requires com.hivemq.client.mqtt;
  requires io.mqttremoting;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.reactivex.rxjava2;
  requires jdk.unsupported; // for the HiveMQ client (an automatic module), like the next
  requires org.jctools.core;
  requires org.reactivestreams;
  requires org.slf4j;
  requires static org.jspecify;

  provides io.mqttremoting.internal.transport.TransportFactory with
      io.mqttremoting.internal.mqtt5.HiveMqTransportFactory;
}
