package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.testsupport.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which state follows which. */
@Timeout(60)
class StateMachineTest {
  private static final String NO_CONNECTION = "there is no connection to tcp://broker:1";
  private final Exception cause = new IllegalStateException("lost by the test");

  private final StateMachine states = new StateMachine("tcp://broker:1");

  static Link link(MqttVersion version) {
    Fence fence = new Fence(FencedTransport.SETTINGS, () -> false, false);
    Link link =
        new Link(
            fence,
            new Backlog(fence, Runnable::run, () -> {}, false),
            new EarlyMessages(1024, message -> {}),
            (lost, cause) -> {});
    link.connected(new IdleTransport(version), FencedTransport.BROKER, "me");
    return link;
  }

  private Link connected() throws TransportException {
    Link link = link(MqttVersion.MQTT_5);
    states.use(link);
    states.announced(link);
    states.restored(link);
    return link;
  }

  private void lose(Link link, Throwable cause) {
    assertTrue(states.markLost(link, cause));
    states.lost(link, cause);
  }

  private String whyNot() {
    return assertThrows(TransportException.class, states::require).getMessage();
  }

  @Test
  void sendingWaitsForWhatEndpointsSayOnAConnect() throws Exception {
    Link link = link(MqttVersion.MQTT_5);
    states.use(link);
    assertSame(link, states.require());
    assertThrows(TransportException.class, states::requireAnnounced);
    states.announced(link);
    assertSame(link, states.requireAnnounced());
    assertFalse(states.isConnected());
    states.restored(link);
    assertSame(link, states.requireAnnounced());
    assertTrue(states.isConnected());
  }

  @Test
  void whatIsToldOfAnEarlierLinkChangesNothing() throws Exception {
    Link first = connected();
    lose(first, cause);
    Link second = connected();
    assertFalse(states.markLost(first, cause));
    assertNull(states.lost(first, cause));
    states.announced(first);
    states.restored(first);
    assertSame(second, states.requireAnnounced());
    assertTrue(states.isConnected());
  }

  @Test
  void aLinkIsInUseUntilItsLossIsSettled() throws Exception {
    Link link = connected();
    assertTrue(states.markLost(link, cause));
    assertSame(link, states.link());
    assertThrows(TransportException.class, () -> states.checkInUse(link));
    assertTrue(states.lost(link, cause).compareTo(Duration.ofMinutes(1)) < 0);
    assertNull(states.link());
  }

  @Test
  void aLinkThatIsLostAlreadyIsNotUsed() {
    Link link = link(MqttVersion.MQTT_5);
    TransportException said = new TransportException(ErrorCode.PERMISSION_DENIED, "go away", null);
    assertFalse(states.markLost(link, said));
    TransportException lost = assertThrows(TransportException.class, () -> states.use(link));
    assertEquals(ErrorCode.PERMISSION_DENIED, lost.code());
    assertEquals("the connection was lost at once: go away", lost.getMessage());
  }

  @Test
  void aLinkThatIsLostWhileItIsRestoredIsNeverWhole() throws Exception {
    Link link = link(MqttVersion.MQTT_5);
    states.use(link);
    states.markLost(link, cause);
    states.announced(link);
    states.restored(link);
    assertFalse(states.isConnected());
    assertEquals(Duration.ZERO, states.lost(link, cause));
  }

  /** The transport of such a link reports no loss. */
  @Test
  void aLinkThatIsLeftOnPurposeIsMarkedAsLost() throws Exception {
    Link link = connected();
    states.lost(link, cause);
    assertSame(cause, link.lost());
    Link reported = connected();
    states.markLost(reported, cause);
    states.lost(reported, new IllegalStateException("a later reason"));
    assertSame(cause, reported.lost());
  }

  @Test
  void aLossIsTakenOnceAlsoAfterAFailedAttemptOrTheEnd() throws Exception {
    lose(connected(), cause);
    states.failed(TransportException.notConnected("nobody there"));
    assertSame(cause, states.takeLoss());
    assertNull(states.takeLoss());
    lose(connected(), cause);
    states.close();
    assertSame(cause, states.takeLoss());
    assertNull(states.takeLoss());
    assertTrue(states.isClosed());
  }

  @Test
  void itSaysWhyThereIsNoConnection() throws Exception {
    assertEquals(NO_CONNECTION + "; connect first", whyNot());
    states.attempted();
    assertEquals(NO_CONNECTION, whyNot());
    states.failed(TransportException.notConnected("nobody there"));
    states.attempted();
    assertEquals("nobody there", whyNot());
    Link link = connected();
    lose(link, new TransportException(ErrorCode.UNAVAILABLE, "the broker ends", null));
    assertEquals(NO_CONNECTION + "; the broker ends", whyNot());
    lose(connected(), cause);
    assertEquals(NO_CONNECTION, whyNot());
    states.close();
    assertEquals("the connection is closed", whyNot());
  }

  @Test
  void theVersionIsThatOfTheLastConnection() throws Exception {
    assertNull(states.version());
    Link link = connected();
    assertEquals(MqttVersion.MQTT_5, states.version());
    lose(link, cause);
    assertEquals(MqttVersion.MQTT_5, states.version());
    states.failed(TransportException.notConnected("nobody there"));
    assertEquals(MqttVersion.MQTT_5, states.version());
    states.use(link(MqttVersion.MQTT_3_1_1));
    assertEquals(MqttVersion.MQTT_3_1_1, states.version());
    states.close();
    assertEquals(MqttVersion.MQTT_3_1_1, states.version());
  }

  @Test
  void nothingFollowsTheEnd() throws Exception {
    Link link = connected();
    assertSame(link, states.close().link());
    assertTrue(states.close() instanceof State.Closed);
    assertFalse(states.markLost(link, cause));
    assertNull(states.lost(link, cause));
    states.restored(link);
    states.failed(TransportException.notConnected("nobody there"));
    assertThrows(TransportException.class, () -> states.use(link(MqttVersion.MQTT_5)));
    assertTrue(states.isClosed());
  }

  @Test
  void whoeverWaitsForALossLearnsOfIt() throws Exception {
    Link link = connected();
    assertFalse(states.awaitLoss(link, Duration.ofMillis(1)));
    CompletableFuture<Boolean> lost =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return states.awaitLoss(link, Duration.ofMinutes(1));
              } catch (TransportException e) {
                throw new AssertionError(e);
              }
            });
    lose(link, cause);
    assertTrue(lost.get(30, TimeUnit.SECONDS));
  }

  /** Otherwise a thread whose operation has failed would keep the closing thread waiting. */
  @Test
  void whoeverWaitsForALossLearnsOfTheEnd() throws Exception {
    Link link = connected();
    CompletableFuture<Boolean> lost = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                lost.complete(states.awaitLoss(link, Duration.ofDays(1)));
              } catch (TransportException e) {
                lost.completeExceptionally(e);
              }
            });
    waiting.setDaemon(true);
    waiting.start();
    Await.equal(Thread.State.TIMED_WAITING, waiting::getState);
    states.close();
    assertTrue(Await.result(lost));
  }
}
