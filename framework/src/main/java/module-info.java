/**
 * Typed calls, properties and signals over MQTT from annotated Java interfaces. Only {@code
 * io.mqttremoting} and {@code io.mqttremoting.api} are for users; the other exports are for the
 * MQTT 5 transport.
 *
 * <p>Packages with remote interfaces or with payload types must be open ({@code opens …;}): the
 * library defines clients in the packages of the interfaces, and Jackson creates payload objects.
 */
@SuppressWarnings({"requires-automatic", "module"}) // Paho: automatic module, name ends in a digit
module io.mqttremoting {
  requires transitive io.mqttremoting.api;
  requires transitive com.fasterxml.jackson.databind; // users pass Jackson modules to the builder
  requires com.fasterxml.jackson.datatype.jdk8;
  requires com.fasterxml.jackson.datatype.jsr310;
  requires com.fasterxml.jackson.module.paramnames;
  requires java.logging; // for Paho, which cannot declare it
  requires net.bytebuddy;
  requires org.eclipse.paho.client.mqttv3;
  requires org.slf4j;
  requires static jdk.net; // TCP_QUICKACK, if available
  requires static org.jspecify; // not transitive: users compile without it

  exports io.mqttremoting;
  exports io.mqttremoting.internal.concurrent to
      io.mqttremoting.mqtt5;
  exports io.mqttremoting.internal.transport to
      io.mqttremoting.mqtt5;
  exports io.mqttremoting.internal.wire to
      io.mqttremoting.mqtt5;

  uses io.mqttremoting.internal.transport.TransportFactory;
}
