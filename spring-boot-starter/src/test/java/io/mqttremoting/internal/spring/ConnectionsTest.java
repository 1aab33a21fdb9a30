package io.mqttremoting.internal.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.spring.ImportRemoteClients;
import io.mqttremoting.spring.MqttRemotingConnectionDetails;
import io.mqttremoting.spring.RemoteService;
import io.mqttremoting.testbroker.EmbeddedBroker;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.RawClient;
import io.mqttremoting.testsupport.TestCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What connections are made of beside properties. */
class ConnectionsTest {
  @Configuration
  static class Details {
    @Bean
    MqttRemotingConnectionDetails details(EmbeddedBroker broker) {
      return new MqttRemotingConnectionDetails() {
        @Override
        public List<String> getUris() {
          return List.of(broker.uri().toString());
        }
      };
    }
  }

  @Test
  void detailsReplacePropertiesOfTheDefaultConnectionOnly() {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      Contexts.withoutBroker()
          .withBean(EmbeddedBroker.class, () -> broker)
          .withUserConfiguration(Details.class)
          .withPropertyValues("mqtt.remoting.connections.plant.uris=tcp://127.0.0.1:1")
          .run(
              context -> {
                assertTrue(
                    context.getBean(RemotingConnection.class).awaitConnected(Await.DEADLINE));
                assertEquals(
                    List.of(List.of(broker.uri().toString()), List.of("tcp://127.0.0.1:1")),
                    context.getBean(RemotingConnections.class).all().stream()
                        .map(NamedConnection::uris)
                        .toList());
              });
    }
  }

  /** Not a bean of Jackson: it has no property. */
  static final class Money {
    final long cents;

    Money(long cents) {
      this.cents = cents;
    }
  }

  @RemoteInterface(module = "io.world", name = "Bank")
  interface IBank {
    @Operation
    Money twice(Money money);
  }

  @Configuration
  @ImportRemoteClients(types = IBank.class)
  static class Bank {
    @Bean
    @RemoteService
    IBank bank() {
      return money -> new Money(2 * money.cents);
    }

    @Bean
    Module money() {
      return new SimpleModule("money")
          .addSerializer(
              new StdSerializer<>(Money.class) {
                private static final long serialVersionUID = 1;

                @Override
                public void serialize(Money money, JsonGenerator out, SerializerProvider provider)
                    throws IOException {
                  out.writeString(money.cents + " cents");
                }
              })
          .addDeserializer(
              Money.class,
              new StdDeserializer<>(Money.class) {
                private static final long serialVersionUID = 1;

                @Override
                public Money deserialize(JsonParser in, DeserializationContext context)
                    throws IOException {
                  return new Money(Long.parseLong(in.getText().replace(" cents", "")));
                }
              });
    }
  }

  /** Beside the modules of Boot itself. */
  @Test
  void modulesOfJacksonAreUsed() {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        RawClient raw = new RawClient(broker.uri(), "raw")) {
      raw.subscribe("io.world/Bank/#");
      Contexts.with(broker)
          .withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
          .withUserConfiguration(Bank.class)
          .run(
              context -> {
                IBank client = context.getBean(IBank.class.getName(), IBank.class);
                assertEquals(42, client.twice(new Money(21)).cents);
                raw.next(
                    "a request",
                    packet ->
                        packet.topic().contains("twice") && packet.text().contains("21 cents"));
              });
    }
  }

  @Test
  void anSslBundleIsUsed() {
    try (Mosquitto broker =
        Mosquitto.start(
            "certfile " + TestCertificates.certificate("server"),
            "keyfile " + TestCertificates.key("server"),
            "cafile " + TestCertificates.certificate("ca"),
            "require_certificate true")) {
      Contexts.runner()
          .withPropertyValues(
              "mqtt.remoting.uris=" + broker.uri("ssl", "localhost"),
              "mqtt.remoting.ssl.bundle=broker",
              "spring.ssl.bundle.pem.broker.truststore.certificate="
                  + TestCertificates.certificate("ca").toUri(),
              "spring.ssl.bundle.pem.broker.keystore.certificate="
                  + TestCertificates.certificate("client").toUri(),
              "spring.ssl.bundle.pem.broker.keystore.private-key="
                  + TestCertificates.key("client").toUri())
          .run(
              context ->
                  assertTrue(
                      context.getBean(RemotingConnection.class).awaitConnected(Await.DEADLINE)));
    }
  }

  @Test
  void aBrokerThatIsNotTrustedIsNotUsed() {
    try (LogCapture log = new LogCapture();
        Mosquitto broker =
            Mosquitto.start(
                "certfile " + TestCertificates.certificate("server"),
                "keyfile " + TestCertificates.key("server"))) {
      Contexts.runner()
          .withPropertyValues("mqtt.remoting.uris=" + broker.uri("ssl", "localhost"))
          .run(
              context -> {
                log.line("unable to find valid certification path");
                assertEquals(false, context.getBean(RemotingConnection.class).isConnected());
              });
    }
  }

  @Test
  void userAndPasswordAreSent(@TempDir Path directory) throws Exception {
    Mosquitto.openToAll(directory);
    Path passwords = directory.resolve("passwords");
    String program = Mosquitto.require("mosquitto_passwd").toString();
    Process hashing =
        new ProcessBuilder(program, "-b", "-c", passwords.toString(), "robot", "secret word")
            .inheritIO()
            .start();
    assertEquals(0, hashing.waitFor());
    Mosquitto.openToAll(passwords);
    try (Mosquitto broker =
        Mosquitto.start("allow_anonymous false", "password_file " + passwords)) {
      Contexts.runner()
          .withPropertyValues(
              "mqtt.remoting.uris=" + broker.uri(),
              "mqtt.remoting.username=robot",
              "mqtt.remoting.password=secret word")
          .run(
              context ->
                  assertTrue(context.getBean(RemotingConnection.class).isConnected(), "refused"));
    }
  }
}
