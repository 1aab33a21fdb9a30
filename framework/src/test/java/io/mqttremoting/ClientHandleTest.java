package io.mqttremoting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientHandleTest {
  @RemoteInterface(module = "io.world")
  interface IGreeter {
    @Operation
    void greet();
  }

  private final RemotingConnection connection =
      MqttRemoting.connection("tcp://localhost:1").clientId("me").build();

  @AfterEach
  void close() {
    connection.close();
  }

  @Test
  void clientTellsWhatItIsAndWhetherItIsClosed() {
    IGreeter client = connection.client(IGreeter.class);
    ClientHandle handle = ClientHandle.of(client);
    assertEquals("client of io.world/Greeter as me", client.toString());
    assertEquals("handle of client of io.world/Greeter as me", handle.toString());

    handle.close();

    assertEquals("client of io.world/Greeter as me, closed", client.toString());
    assertEquals("handle of client of io.world/Greeter as me, closed", handle.toString());
  }

  @Test
  void serviceTellsWhatItIsAndWhetherItIsClosed() {
    IGreeter implementation = () -> {};
    ServiceHandle handle = connection.serve(implementation);
    assertEquals("service of io.world/Greeter as me", handle.toString());

    handle.close();

    assertEquals("service of io.world/Greeter as me, closed", handle.toString());
  }

  @Test
  void connectionTellsWhoItIsAndItsState() {
    RemotingConnection two =
        MqttRemoting.connection("mqtt://localhost:1", "ws://localhost:2").clientId("me").build();
    assertEquals(
        "connection of me to tcp://localhost:1 or ws://localhost:2, DISCONNECTED", two.toString());

    two.close();

    assertEquals(
        "connection of me to tcp://localhost:1 or ws://localhost:2, CLOSED", two.toString());
  }

  @Test
  void closedClientRefusesCallsAndOthersGoOn() {
    IGreeter closed = connection.client(IGreeter.class);
    IGreeter open = connection.client(IGreeter.class);
    assertNotEquals(closed, open);

    ClientHandle.of(closed).close();
    ClientHandle.of(closed).close();

    assertEquals(ErrorCode.CANCELLED, assertThrows(RemotingException.class, closed::greet).code());
    assertEquals(ErrorCode.UNAVAILABLE, assertThrows(RemotingException.class, open::greet).code());
  }

  @Test
  void objectsThatAreNoClientsHaveNoHandle() {
    IGreeter noClient = () -> {};
    for (Object other : List.of(noClient, "text")) {
      IllegalArgumentException thrown =
          assertThrows(IllegalArgumentException.class, () -> ClientHandle.of(other));
      assertEquals(
          other.getClass().getName()
              + " is not a client created by MqttRemoting.client or RemotingConnection.client",
          thrown.getMessage());
    }
    assertEquals(
        "client",
        assertThrows(NullPointerException.class, () -> ClientHandle.of(null)).getMessage());
  }
}
