package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DefaultConnectionTest {
  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void anyConnectionCanBeTheDefaultOne() throws Exception {
    RemotingConnection mine = rig.connect("mine");
    MqttRemoting.setDefaultConnection(mine);
    assertSame(mine, MqttRemoting.defaultConnection());
    MqttRemoting.serve(new Hello());
    IHello hello = MqttRemoting.client(IHello.class);
    assertEquals(1, hello.say(new Message("hi"), When.NOW));
    assertEquals("client of io.world/Hello as mine", hello.toString());
    ClientHandle.of(hello).close();
  }

  @Test
  void onlyOneAtATime() {
    RemotingConnection first = rig.connect("first");
    RemotingConnection second = rig.connect("second");
    MqttRemoting.setDefaultConnection(first);
    assertEquals(
        "there is a default connection already, first; call setDefaultConnection before client and"
            + " serve, or close that connection",
        assertThrows(IllegalStateException.class, () -> MqttRemoting.setDefaultConnection(second))
            .getMessage());
    first.close();
    MqttRemoting.setDefaultConnection(second);
    assertSame(second, MqttRemoting.defaultConnection());
  }
}
