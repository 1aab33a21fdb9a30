package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.RemotingConnection;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a connection costs on which nothing happens. */
class IdleTest {
  private static final Duration WARN_AFTER = Duration.ofMillis(100); // so that its checks end soon

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  private RemotingConnection connect(String clientId) {
    return rig.connect(clientId, connection -> connection.warnAfter(WARN_AFTER));
  }

  @Test
  void nothingIsLookedForWhileNothingIsOpen() {
    RemotingConnection serving = connect("idle-server");
    RemotingConnection calling = connect("idle-caller");
    serving.serve(new Everything());
    IEverything client = calling.client(IEverything.class);
    client.onTick(() -> {});
    assertEquals(-1, client.negate(1));
    Await.equal(0, () -> Rig.timers(serving).size());
    Await.equal(0, () -> Rig.timers(calling).size());
    assertEquals(-2, client.negate(2));
  }

  @Test
  void ofPahoOnlyThoseThreadsRunThatItNeeds() {
    connect("idle").serve(new Everything());
    Await.equal(
        Set.of("MQTT Rec: idle", "MQTT Snd: idle", "MQTT Call: idle"),
        () -> Leftovers.threads(": idle"));
  }
}
