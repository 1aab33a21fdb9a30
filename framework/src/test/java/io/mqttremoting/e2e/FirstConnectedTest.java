package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/**
 * A program that connects in the background is told {@code CONNECTED} when it knows which services
 * are online. On mosquitto, because Moquette delivers retained messages late.
 */
class FirstConnectedTest {
  private final Rig rig = new Rig(Mosquitto.start());

  @AfterEach
  void close() {
    rig.close();
  }

  @RepeatedTest(10)
  void servicesAreKnownWhenTheFirstConnectionIsReported() {
    Hello hello = new Hello();
    hello.setLast(new Message("first"));
    rig.connect("server").serve(hello);
    try (RemotingConnection connection = rig.connection("client").build()) {
      IHello client = connection.client(IHello.class);
      BlockingQueue<String> seen = new LinkedBlockingQueue<>();
      connection.onStateChanged(
          event -> {
            if (event.state() == ConnectionState.CONNECTED) {
              seen.add(ClientHandle.of(client).isAvailable() + " " + client.getLast().content());
            }
          });
      connection.start();
      assertEquals("true first", Await.next(seen));
    }
  }
}
