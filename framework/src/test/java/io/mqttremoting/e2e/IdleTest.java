package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.testsupport.Await;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a connection does while it is idle. */
class IdleTest {
  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  private RemotingConnection connect(String clientId) {
    return rig.connect(clientId, connection -> connection.warnAfter(Rig.SHORT_WATCH));
  }

  @Test
  void idleConnectionsHaveNoTimers() {
    RemotingConnection serving = connect("idle-server");
    RemotingConnection calling = connect("idle-caller");
    serving.serve(new Everything());
    IEverything client = calling.client(IEverything.class);
    client.onTick(() -> {});
    assertEquals(-1, client.negate(1));
    Await.equal(0, () -> serving.statistics().timers());
    Await.equal(0, () -> calling.statistics().timers());
    assertEquals(-2, client.negate(2));
  }

  @Test
  void onlyNecessaryPahoThreadsRun() {
    connect("idle").serve(new Everything());
    Await.equal(
        Set.of("MQTT Rec: idle", "MQTT Snd: idle", "MQTT Call: idle"),
        () -> Leftovers.threads(": idle"));
  }
}
