package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.client.presence.PresenceListener;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what happens to the open calls of one interface when the connection or a service comes or
 * goes. A call is either addressed to the reply memory of one service, or to any service. A call
 * that has not been sent yet is left alone: it is sent later, or ends by itself as not sent.
 * Thread-safe.
 *
 * <ul>
 *   <li>The connection is lost: addressed calls stay open. Other calls end with {@code
 *       NotConnectedException}. Pings end, too.
 *   <li>The connection is back: addressed calls are sent again.
 *   <li>The connection is lost for good: all calls that have a route end with {@code
 *       NotConnectedException}.
 *   <li>A service comes online: calls that are addressed to it are sent again, if they were opened
 *       more than 100 ms before.
 *   <li>A service goes offline: calls that are addressed to it end with {@code
 *       ServiceUnavailableException}, unless it is back by then.
 *   <li>All services are offline: calls to any service end with {@code
 *       ServiceUnavailableException}; {@link #checkDown} describes an exception.
 * </ul>
 *
 * <p>These calls end some time later: brokers that keep no order between topics may deliver the
 * last replies of a service after its status.
 *
 * <p>Timeouts, repetitions because a reply is overdue, and refusals by the broker are in {@link
 * Call}. {@link Calls} ends the calls of closed proxies and closed connections.
 */
public final class InterfaceCalls implements PresenceListener {
  private static final Logger LOG = LoggerFactory.getLogger(InterfaceCalls.class);
  private static final long JUST_BEFORE = Duration.ofMillis(100).toNanos();

  /** Within this time, replies arrive that were sent before a status. */
  private static final Duration OVERTAKEN = Duration.ofMillis(500);

  /**
   * Within this time, a service publishes its status again if a node of a cluster has retained an
   * old one.
   */
  private static final Duration OUTDATED = Duration.ofSeconds(3);

  private final Calls calls;
  private final CallScope scope;
  private final Presence presence;
  private final AtomicReference<DownCheck> toCheck = new AtomicReference<>();

  /** Cancels the end of the calls to a service that went offline, by its memory. */
  private final Map<String, Runnable> ending = new ConcurrentHashMap<>();

  /**
   * Tells when statuses said that all services are offline, by {@link System#nanoTime()}.
   *
   * @param live when a live status said so; {@code null} if none did
   * @param kept when a retained status said so, which may be old; {@code null} if none did
   */
  private record DownCheck(@Nullable Long live, @Nullable Long kept) {
    static DownCheck merge(@Nullable DownCheck before, DownCheck after) {
      return before == null
          ? after
          : new DownCheck(
              after.live == null ? before.live : after.live,
              after.kept == null ? before.kept : after.kept);
    }

    long latest() {
      if (live == null) {
        return Objects.requireNonNull(kept); // one of them is set
      }
      return kept != null && kept - live > 0 ? kept : live;
    }
  }

  InterfaceCalls(Calls calls, CallScope scope, Presence presence) {
    this.calls = calls;
    this.scope = scope;
    this.presence = presence;
  }

  /**
   * The connection is back: sends addressed calls again. Called before users learn that there is a
   * connection.
   */
  public void onConnected() {
    calls.openCalls().forEach(call -> call.isOf(scope), Call::repeat);
  }

  /** Whether a call is open that a loss would end, now or once the call has been sent. */
  public boolean hasCallsToLose() {
    return calls.openCalls().count(call -> call.isOf(scope) && isForAnybody(call)) > 0;
  }

  /**
   * The connection is lost: ends the calls that were sent and cannot be sent again. A call that is
   * being sent is left to the thread that sends it: only that thread learns on which connection.
   * Pings end, too: without a connection, a missing answer says nothing about the service.
   */
  public void onConnectionLost(Throwable cause) {
    end(
        call -> call.isPing() || (isForAnybody(call) && call.state() instanceof CallState.Sent),
        failures -> failures.lost(cause));
  }

  /** The connection is lost for good: ends all calls, except those without a route yet. */
  public void onGivenUp(@Nullable Throwable cause) {
    end(call -> call.state().routed() != null, failures -> failures.lostForGood(cause));
  }

  /** Ends pings. The calls of a proxy end when the proxy is closed. */
  public void close() {
    end(Call::isPing, CallFailures::closed);
  }

  @Override
  public void onOnline(String memoryId, long since) {
    Runnable end = ending.remove(memoryId);
    if (end != null) {
      end.run();
    }
    calls
        .openCalls()
        .forEach(
            call ->
                call.isOf(scope) && isFor(call, memoryId) && since - call.opened() > JUST_BEFORE,
            Call::repeatSoon);
    if (!calls.openCalls().isEmpty()) {
      calls.repeater().repeatLater();
    }
  }

  @Override
  public void onOffline(String memoryId, boolean retained) {
    if (calls.openCalls().count(call -> call.isOf(scope) && isFor(call, memoryId)) == 0) {
      return;
    }
    Runnable cancel =
        scope
            .threads()
            .after(
                retained ? OUTDATED : OVERTAKEN,
                () -> {
                  ending.remove(memoryId);
                  end(call -> isFor(call, memoryId), CallFailures::gone);
                });
    Runnable before = ending.put(memoryId, cancel);
    if (before != null) {
      before.run();
    }
  }

  /**
   * Queues a check whether to end calls. At most one check is queued, however often services come
   * and go while the broker is slow; what happens meanwhile is merged into it.
   */
  @Override
  public void onAllOffline(boolean longAgo) {
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
        LOG.debug(
            "Open calls do not end though all services are offline: the queue is full or closed");
      }
    }
  }

  /**
   * Ends calls that are not addressed, if all services are offline. First waits until all retained
   * statuses have arrived, because one that says online may come last.
   *
   * <ul>
   *   <li>A live status said so: calls that were opened before it arrived end.
   *   <li>A retained status said so: the services may have gone offline before the calls were sent.
   *       Then only a service without a status can have received these. If the broker reports when
   *       a topic has no subscribers, they stay open: had nobody received them, it would have
   *       reported that. Otherwise calls that were opened before the status arrived end.
   * </ul>
   */
  private void checkDown() {
    DownCheck check = toCheck.getAndSet(null);
    if (!presence.isDown(check.latest())) {
      return;
    }
    endForAnybody(check.live);
    if (check.kept != null && !presence.mayReachServiceWithoutStatus()) {
      endForAnybody(check.kept);
    }
  }

  /**
   * Whether the call may have been sent, and cannot be sent again. A call that has no route yet
   * ends by itself: then it is not sent, and its failure says so.
   */
  private static boolean isForAnybody(Call call) {
    CallState.Routed to = call.state().routed();
    return to != null && to.memoryId() == null;
  }

  private static boolean isFor(Call call, String memoryId) {
    CallState.Routed to = call.state().routed();
    return to != null && memoryId.equals(to.memoryId());
  }

  private void endForAnybody(@Nullable Long moment) {
    if (moment != null) {
      scope
          .threads()
          .after(
              OVERTAKEN,
              () ->
                  end(
                      call -> isForAnybody(call) && call.opened() - moment < 0,
                      CallFailures::gone));
    }
  }

  private void end(Predicate<Call> which, Function<CallFailures, RemotingException> failure) {
    calls.openCalls().end(call -> call.isOf(scope) && which.test(call), failure);
  }
}
