package io.world.boot;

import com.fasterxml.jackson.databind.cfg.PackageVersion;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.world.Hello;
import io.world.HelloWorld;
import io.world.IHello;
import io.world.Message;
import io.world.When;
import java.util.Optional;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Hello-world within a Spring Boot program; what goes wrong ends it with an exit code. */
@SpringBootApplication
public class Program implements CommandLineRunner {
  public static void main(String[] args) {
    SpringApplication.run(Program.class, args).close();
  }

  @Override
  public void run(String... args) throws Exception {
    HelloWorld.main(new String[0]);
    String broker = System.getenv("MQTT_REMOTING_URI");
    if (broker != null) {
      callOver(broker);
    }
    System.out.printf(
        "hello-world runs in Spring Boot %s with Jackson %s on Java %s%n",
        SpringBootVersion.getVersion(), PackageVersion.VERSION, Runtime.version());
  }

  /** The embedded broker speaks MQTT 3.1.1 alone. */
  private static void callOver(String broker) throws Exception {
    try (RemotingConnection connection =
        MqttRemoting.connection(broker).mqttVersion(MqttVersion.MQTT_5).connect()) {
      connection.serve(new Hello());
      int count = connection.client(IHello.class).say(new Message("hello"), When.NOW);
      check(count == 1, "say answers " + count);
      Optional<MqttVersion> version = connection.mqttVersion();
      check(version.equals(Optional.of(MqttVersion.MQTT_5)), "it speaks " + version);
    }
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new IllegalStateException(what);
    }
  }
}
