package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.testsupport.Mosquitto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The mosquitto_rr command line of the documentation. */
class MosquittoRrTest {
  record Message(String content) {}

  @RemoteInterface(module = "io.world", name = "Hello")
  interface IHello {
    @Operation
    int say(Message msg, int when);
  }

  @Test
  void callsAnOperationAndPrintsItsResult() throws IOException, InterruptedException {
    String program = Mosquitto.require("mosquitto_rr").toString();
    try (Mosquitto broker = Mosquitto.start();
        RemotingConnection connection = MqttRemoting.connect(broker.uri().toString())) {
      IHello hello = (msg, when) -> msg.equals(new Message("hi")) && when == 0 ? 42 : -1;
      connection.serve(hello);
      Process process =
          new ProcessBuilder(
                  program,
                  "-h",
                  "127.0.0.1",
                  "-p",
                  Integer.toString(broker.port()),
                  "-V",
                  "mqttv5",
                  "-t",
                  "io.world/Hello/rpc/say",
                  "-e",
                  "some/reply/topic",
                  "-m",
                  "[{\"content\":\"hi\"},0]")
              .redirectErrorStream(true)
              .start();
      try {
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), "no result came");
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("42", output.strip());
        assertEquals(0, process.exitValue());
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
