package io.mqttremoting.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.TestConnections;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.testsupport.Await;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Services that come and go, or pretend to, faster than the broker answers. */
@Tag("long")
@Timeout(60)
class StatusFloodTest {
  private static final int STATUSES = 20_000;
  private static final int KNOWN = 1000;
  private static final String SESSION = "{\"online\":true,\"session\":\"s\",\"memory\":\"m\"}";

  private final FakeBroker broker = new FakeBroker(MqttVersion.MQTT_5, message -> {});
  private final RemotingConnection connection =
      TestConnections.by(broker).clientId("caller").connect();

  private void status(String topic, String payload) {
    broker.deliver(new Message(topic, payload.getBytes(UTF_8), 1, true));
  }

  @Test
  void waitingTasksAreBoundedByTheKnownServices() {
    IFuzzed client = connection.client(IFuzzed.class);
    CountDownLatch slow = new CountDownLatch(1);
    broker.answeringAfter(slow);
    for (int i = 0; i < STATUSES; i++) {
      status(Seeds.ID + "/_status/s" + i, SESSION);
      status("_remoting/s" + i % 2, "{\"online\":" + (i % 3 == 0) + ",\"session\":\"s\"}");
      status(Seeds.ID + "/_status/s" + i, "{\"online\":false}");
    }
    int waiting = connection.statistics().waitingForBroker();
    assertTrue(waiting <= 2 * KNOWN, () -> "waiting: " + waiting);
    assertTrue(waiting > 0, "the broker does not answer");
    slow.countDown();
    status(Seeds.ID + "/_status/last", SESSION);
    Await.until(
        () -> "all but the last are forgotten: " + broker.filters().size(),
        () -> broker.filters().contains("_remoting/last") && broker.filters().size() < 10);
    Await.until(
        () -> "nothing waits any more: " + connection.statistics(),
        () -> connection.statistics().waitingForBroker() == 0);
    ClientHandle.of(client).close();
    Await.until(() -> "nothing is left of " + broker.filters(), () -> broker.filters().isEmpty());
    assertEquals(Set.of(), Set.copyOf(broker.filters()));
    connection.close();
  }
}
