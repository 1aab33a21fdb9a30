/**
 * Typed calls, properties and signals over MQTT from annotated Java interfaces. Only {@code
 * io.mqttremoting} and {@code io.mqttremoting.api} are for users; what is exported to one module is
 * for another transport.
 *
 * <p>Packages with remote interfaces, and with types that travel, have to be open ({@code opens
 * …;}), for clients are defined in the former, and Jackson makes the latter.
 */
@SuppressWarnings({"requires-automatic", "module"}) // Paho has no module of its own, and ends so
module io.mqttremoting {
  requires transitive io.mqttremoting.api;
  requires transitive com.fasterxml.jackson.databind; // of modules and mix-ins that users give
  requires com.fasterxml.jackson.datatype.jdk8;
  requires com.fasterxml.jackson.datatype.jsr310;
  requires com.fasterxml.jackson.module.paramnames;
  requires java.logging; // Paho's, which cannot say so
  requires net.bytebuddy;
  requires org.eclipse.paho.client.mqttv3;
  requires org.slf4j;
  requires static jdk.net; // acknowledging at once, where there is such a thing

  exports io.mqttremoting;
  exports io.mqttremoting.internal.transport to
      io.mqttremoting.mqtt5;
  exports io.mqttremoting.internal.wire to
      io.mqttremoting.mqtt5;

  uses io.mqttremoting.internal.transport.TransportFactory;
}
