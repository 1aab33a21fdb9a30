package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.client.presence.PresenceListener;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open calls to one interface: which of them end, or are sent again, as services and the
 * connection come and go. Thread-safe.
 */
public final class InterfaceCalls implements PresenceListener {
  private static final Logger LOG = LoggerFactory.getLogger(InterfaceCalls.class);
  private static final Duration JUST_NOW = Duration.ofMillis(100);

  private final Calls calls;
  private final CallScope scope;
  private final Presence presence;
  private final AtomicReference<DownCheck> toCheck = new AtomicReference<>();

  /**
   * When all services were said to be gone, by {@link System#nanoTime()}.
   *
   * @param live when that was said by those that left; {@code null} if it was not
   * @param kept when the broker said so, which had kept it; {@code null} if it did not
   */
  private record DownCheck(Long live, Long kept) {
    static DownCheck merge(DownCheck before, DownCheck after) {
      return before == null
          ? after
          : new DownCheck(
              after.live == null ? before.live : after.live,
              after.kept == null ? before.kept : after.kept);
    }

    long latest() {
      return live == null || (kept != null && kept - live > 0) ? kept : live;
    }
  }

  InterfaceCalls(Calls calls, CallScope scope, Presence presence) {
    this.calls = calls;
    this.scope = scope;
    this.presence = presence;
  }

  /** There is a connection again: calls are sent again, before its users are told. */
  public void onConnected() {
    calls.open().forEach(call -> call.isOf(scope), Call::repeat);
  }

  /**
   * The connection is lost: calls that cannot be sent again end. A ping that is not answered
   * because of this says nothing of the service, so pings end, too.
   */
  public void onConnectionLost(Throwable cause) {
    end(call -> call.memory() == null || call.isPing(), failures -> failures.lost(cause));
  }

  /** The connection is lost for good. */
  public void onGivenUp(Throwable cause) {
    end(call -> true, failures -> failures.lostForGood(cause));
  }

  /** Ends pings; the calls of proxies end with these. */
  public void close() {
    end(Call::isPing, CallFailures::closed);
  }

  @Override
  public void onThere(String memory) {
    calls
        .open()
        .forEach(
            call ->
                call.isOf(scope)
                    && memory.equals(call.memory())
                    && call.age().compareTo(JUST_NOW) > 0,
            Call::repeatSoon);
    if (!calls.open().isEmpty()) {
      calls.repetitions().repeatLater();
    }
  }

  @Override
  public void onGone(String memory) {
    end(call -> memory.equals(call.memory()), CallFailures::gone);
  }

  /** However often services come and go while the broker takes its time, one check waits for it. */
  @Override
  public void onDown(boolean longAgo) {
    Long now = System.nanoTime();
    DownCheck check = longAgo ? new DownCheck(null, now) : new DownCheck(now, null);
    if (toCheck.getAndAccumulate(check, DownCheck::merge) != null) {
      return;
    }
    boolean taken = false;
    try {
      taken = scope.threads().tryAsk(this::checkDown);
    } finally {
      if (!taken) {
        toCheck.set(null);
        LOG.debug("Open calls wait for services that left, for too much waits or it is closed");
      }
    }
  }

  /**
   * Ends calls that wait for services that have left, unless the broker is still telling what it
   * knows, and the one that is there comes last. A call that was sent after all services had left,
   * before that was heard, is for one that says nothing of itself; else the broker says that it is
   * for nobody.
   */
  private void checkDown() {
    DownCheck check = toCheck.getAndSet(null);
    if (!presence.isDown(check.latest())) {
      return;
    }
    endForAnybody(check.live);
    if (check.kept != null && !presence.mayReachOthers()) {
      endForAnybody(check.kept);
    }
  }

  private void endForAnybody(Long moment) {
    if (moment != null) {
      end(call -> call.memory() == null && call.opened() - moment < 0, CallFailures::gone);
    }
  }

  private void end(Predicate<Call> which, Function<CallFailures, RemotingException> failure) {
    calls.open().end(call -> call.isOf(scope) && which.test(call), failure);
  }
}
