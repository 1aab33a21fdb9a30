package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.RawClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A running service corrects what others publish on its topics. On mosquitto, because Moquette
 * delivers a retained message before it stores it: it may store a correction first, and then the
 * message that was corrected.
 */
class OwnTopicsTest {
  private static final String VALUE = "io.world/Hello/prop/last";
  private static final String STATUS = "io.world/Hello/_status/server";
  private static final String CONNECTION = "_remoting/server";

  private final Rig rig = new Rig(Mosquitto.start());
  private final Hello hello = new Hello();
  private RawClient raw;
  private IHello early;

  @AfterEach
  void close() {
    rig.close();
  }

  @BeforeEach
  void serve() throws InterruptedException {
    rig.connect("server").serve(hello);
    hello.setLast(new Message("right"));
    early = rig.connect("early").client(IHello.class);
    assertTrue(ClientHandle.of(early).awaitAvailable(Await.DEADLINE));
    Await.equal(new Message("right"), early::getLast);
    raw = rig.observer("raw");
  }

  private void assertAllIsRight() throws Exception {
    IHello late = rig.connect("late").client(IHello.class);
    for (IHello client : List.of(early, late)) {
      assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
      Await.equal(new Message("right"), client::getLast);
      client.say(new Message("right"), When.NOW);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {VALUE, STATUS, CONNECTION})
  void clearedMessagesArePublishedAgain(String topic) throws Exception {
    raw.clear();
    raw.forget(topic);
    raw.next("it is said again", p -> p.topic().equals(topic) && !p.text().isEmpty());
    assertAllIsRight();
  }

  @ParameterizedTest
  @ValueSource(strings = {STATUS, CONNECTION})
  void aLateLastWillIsCorrected(String topic) throws Exception {
    raw.clear();
    raw.retain(topic, "{\"online\":false}");
    raw.next("online", p -> p.topic().equals(topic) && p.text().startsWith("{\"online\":true"));
    assertAllIsRight();
  }

  @Test
  void aForeignValueIsCorrectedOnceAndThenLogged() throws Exception {
    try (LogCapture log = new LogCapture()) {
      for (int i = 0; i < 3; i++) {
        raw.clear();
        raw.retain(VALUE, "{\"content\":\"wrong\"}");
        if (i == 0) {
          raw.next("right", p -> p.topic().equals(VALUE) && p.text().contains("right"));
          assertAllIsRight();
        }
      }
      log.line(
          VALUE + ": another program publishes there again and again", "at most once in 10 s:");
      assertEquals(
          1, log.lines().stream().filter(line -> line.contains("again and again")).count());
    }
    hello.setLast(new Message("right again"));
    Await.equal(new Message("right again"), early::getLast);
  }

  /** Each takes the other's messages for wrong. */
  @Test
  void twoServicesDoNotFight() throws Exception {
    raw.clear();
    rig.connect("other").serve(new Hello());
    String others = "{\"content\":\"\"}";
    raw.next("its own", p -> p.topic().equals(VALUE) && p.text().equals(others));
    raw.next("corrected back", p -> p.topic().equals(VALUE) && p.text().equals(others));
    early.say(new Message("right"), When.NOW); // the value has arrived there by then, too
    hello.setLast(new Message("fought about"));
    raw.fence();
    raw.fence();
    Await.equal(new Message("fought about"), early::getLast);
    long said = raw.seen().stream().filter(packet -> packet.topic().equals(VALUE)).count();
    assertTrue(said <= 4, () -> "said " + said + " times");
  }
}
