package io.mqttremoting.internal.client.call;

import static io.mqttremoting.internal.client.call.CallScene.DOWN;
import static io.mqttremoting.internal.client.call.CallScene.OPEN;
import static io.mqttremoting.internal.client.call.CallScene.SERVICE;
import static io.mqttremoting.internal.client.call.CallScene.V3;
import static io.mqttremoting.internal.client.call.CallScene.V5;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.testsupport.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The order of the steps of a call, whichever thread is faster. */
@Timeout(30)
class CallTest {
  private static final byte[] NO_ARGUMENTS = {'[', ']'};
  private static final String CANCEL = "io.world/Greeter/rpc/_cancel";

  private final CallScene scene = new CallScene(Duration.ofSeconds(20));

  @AfterEach
  void close() {
    scene.close();
  }

  private CompletableFuture<Object> call() {
    return scene.operation.callAsync(OPEN, NO_ARGUMENTS);
  }

  /**
   * The call looks again once it is registered, because those who ended the open calls of a service
   * that has left may not have seen it.
   */
  @Test
  void aCallToAServiceThatLeavesWhileItIsAddressedGoesToAnybody() {
    scene.known.clear();
    scene.known.add(SERVICE);
    scene.known.add(Availability.UNKNOWN);
    call();
    assertEquals(1, scene.sent.size());
    assertNull(CallScene.addressee(scene.sent.get(0)));
  }

  /** Otherwise a proxy that is closed in between would leave the call open. */
  @Test
  void aCallIsRegisteredBeforeItsProxyIsChecked() {
    AtomicBoolean found = new AtomicBoolean();
    Caller closing =
        member -> {
          found.set(!scene.calls.openCalls().isEmpty());
          throw new RemotingException(ErrorCode.CANCELLED, "closed", null);
        };
    assertThrows(RemotingException.class, () -> scene.operation.callAsync(closing, NO_ARGUMENTS));
    assertTrue(found.get());
    assertTrue(scene.calls.openCalls().isEmpty());
    assertEquals(List.of(), scene.sent);
  }

  /** Until then, the caller may still be told that the call was not sent. */
  @Test
  void aCallIsNotRepeatedBeforeItHasBeenHandedOver() {
    scene.onSend = () -> scene.calls.openCalls().forEach(call -> true, Call::repeat);
    call();
    assertEquals(List.of(V5), scene.topics());
    scene.onSend = () -> {};
    scene.calls.openCalls().forEach(call -> true, Call::repeat);
    assertEquals(List.of(V5, V5), scene.topics());
  }

  @Test
  void aCallThatCannotBeSentIsNotLeftOpen() {
    scene.onSend =
        () -> {
          throw new IllegalStateException("thrown by the test");
        };
    assertThrows(IllegalStateException.class, this::call);
    assertTrue(scene.calls.openCalls().isEmpty());
    CallScene.run(scene.sending);
    assertEquals(List.of(V5), scene.topics(), "nor is it cancelled");
  }

  @Test
  void aCallThatIsGivenUpWhileItIsHandedOverIsCancelledBehindIt() {
    scene.onSend =
        () -> {
          scene.onSend = () -> {};
          scene.calls.openCalls().forEach(call -> true, Call::giveUp);
          CallScene.run(scene.sending);
        };
    call();
    assertEquals(List.of(V5), scene.topics());
    CallScene.run(scene.sending);
    assertEquals(List.of(V5, CANCEL), scene.topics());
  }

  @Test
  void aCallThatIsGivenUpBeforeItIsKnownWhereItGoesIsNotSent() {
    scene.toBeAwaited = true;
    CompletableFuture<Object> call = call();
    assertTrue(call.cancel(true));
    CallScene.run(scene.asking);
    CallScene.run(scene.sending);
    assertEquals(List.of(), scene.sent);
  }

  @Test
  void tooManyCallsThatWaitForTheBrokerAreRefused() {
    scene.toBeAwaited = true;
    call();
    call();
    RemotingException refused = assertThrows(RemotingException.class, this::call);
    assertEquals(ErrorCode.RESOURCE_EXHAUSTED, refused.code());
    CallScene.run(scene.asking);
    assertEquals(List.of(V5, V5), scene.topics());
  }

  /** A caller that makes its next call because of the timeout may rely on this. */
  @Test
  void aServiceIsInDoubtBeforeACallerKnowsOfTheTimeout() {
    try (CallScene hasty = new CallScene(Duration.ofMillis(20))) {
      CompletableFuture<Object> call = hasty.operation.callAsync(OPEN, NO_ARGUMENTS);
      ExecutionException thrown =
          assertThrows(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
      assertInstanceOf(CallTimeoutException.class, thrown.getCause());
      assertEquals(List.of("no reply of m", "completed"), hasty.events);
      CallScene.run(hasty.sending);
      assertEquals(CANCEL, hasty.topics().get(hasty.sent.size() - 1));
    }
  }

  /** Correlation data counts up, so anyone who knows one value can guess the next. */
  @Test
  void aReplyToAnotherOperationIsNotTaken() {
    scene.other();
    CompletableFuture<Object> call = call();
    scene.answer(scene.sent.get(0), "io.world/Greeter/rpc/leave/me/result");
    assertFalse(call.isDone());
    scene.answer(scene.sent.get(0), V5 + "/me/result");
    assertTrue(call.isDone());
    assertEquals(List.of("answer of m", "completed"), scene.events);
  }

  @Test
  void aCallEndsOnce() {
    CompletableFuture<Object> call = call();
    scene.answer(scene.sent.get(0), V5 + "/me/result");
    scene.answer(scene.sent.get(0), V5 + "/me/result");
    scene.calls.close();
    assertFalse(call.isCompletedExceptionally());
    assertFalse(call.cancel(true));
    CallScene.run(scene.sending);
    assertEquals(List.of(V5), scene.topics());
  }

  /** Even if this is found out before the first request has been handed over. */
  @Test
  void aCallThatNobodyHeardInMqtt5GoesInTheOtherMappingOnce() {
    scene.known.clear();
    scene.known.add(Availability.UNKNOWN);
    scene.isHeardByNobody = V5::equals;
    scene.onRefused = () -> CallScene.run(scene.asking);
    CompletableFuture<Object> call = call();
    assertEquals(List.of(V5, V3), scene.topics());
    assertFalse(call.isDone());
    scene.calls.openCalls().forEach(open -> true, Call::repeat);
    assertTrue(call.cancel(true));
    CallScene.run(scene.asking);
    CallScene.run(scene.sending);
    assertEquals(List.of(V5, V3), scene.topics());
  }

  /** A service that publishes no status may have received them. */
  @Test
  void callsMadeAfterServicesLeftOutliveThatOthersAreSaidToHaveLeft() {
    InterfaceCalls open = scene.factory.interfaceCalls(scene);
    scene.known.clear();
    scene.known.add(Availability.UNKNOWN);
    CompletableFuture<Object> before = call();
    scene.known.clear();
    scene.known.add(DOWN);
    scene.mayReachServiceWithoutStatus = true;
    open.onAllOffline(false);
    CompletableFuture<Object> after = call();
    open.onAllOffline(true);
    assertTrue(scene.calls.threads().tryAsk(() -> {}), "one check waits, and there is room");
    CallScene.run(scene.asking);
    Await.failure(before);
    assertFalse(after.isDone());
    scene.mayReachServiceWithoutStatus = false;
    open.onAllOffline(true);
    CallScene.run(scene.asking);
    Await.failure(after);
  }

  @Test
  void aServiceThatIsBackGetsItsCallsAgainAtOnce() {
    InterfaceCalls open = scene.factory.interfaceCalls(scene);
    call();
    open.onOnline("m", System.nanoTime());
    CallScene.run(scene.sending);
    assertEquals(List.of(V5), scene.topics(), "it was sent just before");
    open.onOnline("m", System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(120));
    CallScene.run(scene.sending);
    assertEquals(List.of(V5, V5), scene.topics());
  }

  /** It ends, or goes on, where it is found out whether a service can be reached. */
  @Test
  void callThatIsNotSentYetOutlivesTheLossOfTheConnection() {
    scene.toBeAwaited = true;
    CompletableFuture<Object> future = call();
    InterfaceCalls calls = scene.factory.interfaceCalls(scene);

    calls.onConnectionLost(new IOException("cut"));
    calls.onGivenUp(new IOException("cut"));

    assertFalse(future.isDone());
    CallScene.run(scene.asking);
    assertEquals(List.of(V5), scene.topics());
  }

  /** While it waits for the connection to move to another broker, for example. */
  @Test
  void callThatIsBeingSentOutlivesTheLossOfTheConnectionBefore() {
    scene.known.clear();
    scene.known.add(Availability.UNKNOWN);
    InterfaceCalls calls = scene.factory.interfaceCalls(scene);
    scene.onSend = () -> calls.onConnectionLost(new IOException("cut"));
    CompletableFuture<Object> call = call();
    assertFalse(call.isDone());
    calls.onConnectionLost(new IOException("cut again"));
    Await.failure(call);
  }

  /** Those who ended the calls of that connection did not see that it was sent. */
  @Test
  void callWhoseConnectionIsLostWhileItIsBeingSentEnds() {
    scene.known.clear();
    scene.known.add(Availability.UNKNOWN);
    InterfaceCalls calls = scene.factory.interfaceCalls(scene);
    scene.onSend =
        () -> {
          scene.loss = new IOException("cut");
          calls.onConnectionLost(scene.loss);
        };
    CompletableFuture<Object> call = call();
    assertEquals(
        "io.world/Greeter.greet: UNAVAILABLE: the connection was lost before the reply came;"
            + " whether the call was executed is not known",
        Await.failure(call).getMessage());
    assertTrue(scene.calls.openCalls().isEmpty());
  }

  @Test
  void callToOneServiceOutlivesTheLossOfTheConnectionThatItIsSentOn() {
    scene.onSend = () -> scene.loss = new IOException("cut");
    CompletableFuture<Object> call = call();
    assertFalse(call.isDone());
    scene.answer(scene.sent.get(0), V5 + "/me/result");
    assertNull(Await.result(call));
  }

  @Test
  void timeOfAFutureIncludesTheWaitForRoomToSend() throws Exception {
    Duration timeout = Duration.ofSeconds(2);
    try (CallScene slow = new CallScene(timeout)) {
      long end = System.nanoTime() + timeout.toNanos();
      slow.onSend =
          () -> {
            while (end - System.nanoTime() > 0) {
              LockSupport.parkNanos(end - System.nanoTime());
            }
          };
      CompletableFuture<Object> future = slow.operation.callAsync(OPEN, NO_ARGUMENTS);

      ExecutionException thrown =
          assertThrows(
              ExecutionException.class,
              () -> future.get(timeout.toMillis() / 2, TimeUnit.MILLISECONDS));
      assertInstanceOf(CallTimeoutException.class, thrown.getCause());
    }
  }

  /** Until all of them have arrived: one that says online may have been published in between. */
  @Test
  void whetherServicesLeftIsCheckedAsOfTheLastNotice() {
    InterfaceCalls open = scene.factory.interfaceCalls(scene);
    for (boolean longAgo : new boolean[] {false, true}) {
      open.onAllOffline(!longAgo);
      long between = System.nanoTime();
      open.onAllOffline(longAgo);
      CallScene.run(scene.asking);
      assertTrue(scene.downAskedFor - between >= 0, () -> "not as of the notice " + longAgo);
    }
  }

  @Test
  void aSecondNoticeThatServicesLeftEndsTheCallsMadeInBetween() {
    InterfaceCalls open = scene.factory.interfaceCalls(scene);
    for (boolean longAgo : new boolean[] {false, true}) {
      open.onAllOffline(longAgo);
      scene.known.clear();
      scene.known.add(Availability.UNKNOWN);
      CompletableFuture<Object> between = call();
      scene.known.clear();
      scene.known.add(DOWN);
      open.onAllOffline(longAgo);
      CallScene.run(scene.asking);
      Await.failure(between);
    }
  }

  @Test
  void callsOutliveAServiceThatIsBackWhenThatIsChecked() {
    InterfaceCalls open = scene.factory.interfaceCalls(scene);
    scene.known.clear();
    scene.known.add(Availability.UNKNOWN);
    CompletableFuture<Object> call = call();
    open.onAllOffline(false);
    CallScene.run(scene.asking);
    assertFalse(call.isDone());
  }

  /** Brokers that keep no order between topics deliver the status first at times. */
  @Test
  void aReplyThatComesAfterTheStatusOfItsServiceCounts() {
    InterfaceCalls open = scene.factory.interfaceCalls(scene);
    CompletableFuture<Object> answered = call();
    CompletableFuture<Object> lost = call();
    open.onOffline("m", false);
    assertFalse(answered.isDone());
    Message request = scene.sent.get(0);
    scene.answer(request, request.properties().responseTopic());
    assertNull(Await.result(answered), "a void operation");
    assertInstanceOf(ServiceUnavailableException.class, Await.failure(lost));
  }

  @Test
  void aServiceThatIsSoonBackLosesNoCalls() {
    InterfaceCalls open = scene.factory.interfaceCalls(scene);
    CompletableFuture<Object> kept = call();
    scene.known.clear();
    scene.known.add(new Availability(true, false, false, "other", Set.of(), Set.of()));
    CompletableFuture<Object> lost = call();
    open.onOffline("m", false);
    open.onOffline("other", false);
    open.onOnline("m", System.nanoTime());
    assertInstanceOf(ServiceUnavailableException.class, Await.failure(lost));
    assertFalse(kept.isDone(), "it would have ended earlier");
  }

  /** Otherwise no later check would be queued, and calls would wait until they time out. */
  @Test
  void aCheckThatFindsNoRoomIsMadeAtTheNextNotice() {
    InterfaceCalls open = scene.factory.interfaceCalls(scene);
    scene.known.clear();
    scene.known.add(Availability.UNKNOWN);
    CompletableFuture<Object> call = call();
    scene.known.clear();
    scene.known.add(DOWN);
    while (scene.calls.threads().tryAsk(() -> {})) {
      assertFalse(call.isDone());
    }
    open.onAllOffline(false);
    CallScene.run(scene.asking);
    assertFalse(call.isDone(), "that check was dropped");
    open.onAllOffline(false);
    CallScene.run(scene.asking);
    Await.failure(call);
  }
}
