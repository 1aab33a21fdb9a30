package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.concurrent.Elapsed;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call, identified by its correlation data. It decides what is sent where, when it is sent
 * again, and how it ends. The thread that changes its state does what follows from the change. A
 * call to a service with a reply memory is addressed to that memory and may be repeated until it is
 * answered. Any other call is sent once, and once more in the mapping for MQTT 3.1.1 if nobody
 * subscribes to its MQTT 5 topic. Thread-safe.
 */
final class Call implements Transport.PublishListener {
  private static final Logger LOG = LoggerFactory.getLogger(Call.class);

  private final String id;
  private final @Nullable Caller caller;
  private final CallTerms terms;
  private final byte[] arguments;
  private final long opened = System.nanoTime();
  private final long openedByClock = System.currentTimeMillis();
  private final CallProgress progress;
  private final CompletableFuture<CallState.Outcome> outcome = new CompletableFuture<>();

  /**
   * A call that is not sent yet.
   *
   * @param caller the proxy that was called; {@code null} for a ping, which the library sends
   * @param arguments as JSON
   */
  Call(@Nullable Caller caller, CallTerms terms, byte[] arguments) {
    this.id = terms.scope().ids().next();
    this.caller = caller;
    this.terms = terms;
    this.arguments = arguments;
    this.progress = new CallProgress(id, terms.scope().ends());
  }

  String id() {
    return id;
  }

  @Nullable Caller caller() {
    return caller;
  }

  boolean isPing() {
    return caller == null;
  }

  boolean isOf(CallScope scope) {
    return terms.scope().equals(scope);
  }

  CallFailures failures() {
    return terms.failures();
  }

  CallState state() {
    return progress.state();
  }

  /** When the call was created, by {@link System#nanoTime()}. */
  long opened() {
    return opened;
  }

  Duration age() {
    return Elapsed.since(opened, openedByClock);
  }

  Duration left() {
    return terms.timeout().minus(age());
  }

  /** Completes once, never exceptionally, in any thread. No user code may be attached to it. */
  CompletableFuture<CallState.Outcome> outcome() {
    return outcome;
  }

  /**
   * Sends the call to the service that is known to be online. If it must first be found out whether
   * one is, a task in a queue does that and sends the call. Waits if too many messages are unsent.
   *
   * @throws RemotingException if the call cannot be sent
   */
  void begin() {
    if (!terms.presence().needsCheckBeforeSending()) {
      send(terms.timeout());
    } else if (!terms.tryAskOnceAnswered(
        this::beginIfReachable, () -> end(failures()::overloaded))) {
      throw failures().overloaded();
    }
  }

  /** Waits for the broker, so it runs in the queue for that. */
  private void beginIfReachable() {
    if (terms.presence().isUnreachable(opened)) {
      end(failures()::unavailable);
      return;
    }
    sendOrEnd(() -> send(left()));
  }

  private void sendOrEnd(Runnable sending) {
    try {
      sending.run();
    } catch (RemotingException e) {
      end(() -> e);
    }
  }

  private void send(Duration left) {
    Availability known;
    CallState.Routed to;
    do { // again if presence changed meanwhile: the service may be offline
      known = terms.presence().availability();
      to = terms.routed(known);
      if (!progress.moveTo(to)) {
        return; // it has ended
      }
    } while (!terms.presence().availability().equals(known));
    transmit(to, left);
  }

  /** Sends a ping to one service, as {@link #begin} sends a call. */
  void beginTo(Availability service) {
    sendTo(terms.routedPing(service), terms.timeout());
  }

  private void sendTo(CallState.Routed to, Duration left) {
    if (progress.moveTo(to)) { // else it has ended
      transmit(to, left);
    }
  }

  /** Sends the call for the first time; {@link #repeat} sends it again. */
  private void transmit(CallState.Routed to, Duration left) {
    Message request = terms.request(id, to, left, arguments);
    Supplier<Optional<Throwable>> loss;
    try {
      Message sent = isPing() ? request.withQos(Message.DEFAULT_QOS) : request;
      loss = terms.sender().send(sent, left, this);
    } catch (TransportException e) {
      throw failures().notSent(e);
    }
    if (progress.compareAndSet(to, CallState.Sent.once(to, opened))) {
      if (to.memoryId() == null) { // a loss until now ended only calls that had been sent
        loss.get().ifPresent(cause -> end(() -> failures().lost(cause)));
      }
    } else if (state() instanceof CallState.Outcome ended && ended.givenUp()) {
      new Cancellation(id, terms, to).sendLater(); // it must not overtake its call
    }
  }

  /** Called by the MQTT library, or by the thread that sends the call. */
  @Override
  public void onRefused(TransportException refusal) {
    CallState.Routed to = state().routed();
    if (to == null) {
      return; // the call has ended
    }
    boolean nobodyListens = refusal.code() == ErrorCode.UNAVAILABLE;
    if (nobodyListens && isPing()) {
      end(CallState.Outcome.SILENCE);
    } else if (nobodyListens && to.memoryId() != null) {
      LOG.debug(
          "{}: the service will be back, or its status will say that it is offline", failures());
    } else if (nobodyListens && to.route().equals(terms.routes().v5())) {
      CallState.Routed v3 = to.forAnybody(terms.routes().v3()); // some services listen only there
      if (!terms.threads().tryAsk(() -> sendOrEnd(() -> sendTo(v3, left())))) {
        end(failures()::overloaded);
      }
    } else {
      boolean left = nobodyListens && terms.presence().seemsDown();
      end(() -> left ? failures().unavailable() : failures().refusal(refusal));
    }
  }

  /** Makes the next {@link #repeatIfDue} send the call again, if it may be repeated. */
  void repeatSoon() {
    progress.repeatSoon();
  }

  /** Sends it again if it may be repeated and its reply is overdue. May wait, as begin does. */
  void repeatIfDue(long now) {
    progress.takeDue(now).ifPresent(this::repeat);
  }

  /** Sends it again if it may be repeated. May wait, as begin does. */
  void repeat() {
    progress.repeatable().map(CallState.Sent::to).ifPresent(this::repeat);
  }

  private void repeat(CallState.Routed to) {
    Duration age = age();
    Duration left = terms.timeout().minus(age);
    if (left.isNegative() || left.isZero()) {
      return;
    }
    if (to.route().equals(terms.routes().v5()) && !terms.sender().speaksMqtt5()) {
      end(failures()::lostMqtt5);
      return;
    }
    try {
      terms.sender().repeat(terms.repetition(id, to, age, left, arguments), left, this);
    } catch (TransportException e) {
      LOG.debug("{}: not repeated: {}", failures(), e.getMessage());
      if (e.code() == ErrorCode.INVALID_ARGUMENT) {
        onRefused(e);
      }
    }
  }

  /**
   * Ends the call with a reply; called by the MQTT library. False if the call has no route yet or
   * has ended, or if the reply came on another topic than its own, so somebody guessed its ID.
   */
  boolean answer(Message reply, Mapping mapping) {
    if (state().routed() == null || !terms.routes().repliesOn(reply.topic())) {
      return false;
    }
    CallState.Outcome answered = CallState.Outcome.reply(reply, mapping);
    CallState before = progress.close(answered);
    CallState.Routed to = before == null ? null : before.routed();
    if (to == null) {
      return false;
    }
    terms.scope().sets().onFollowed(to.sets()); // the service has seen these sets
    terms.presence().onAnswer(to.memoryId());
    outcome.complete(answered);
    return true;
  }

  /** Ends the call with a failure, unless it has ended. Never waits. */
  void end(Supplier<RemotingException> failure) {
    end(CallState.Outcome.failure(failure));
  }

  /** Ends the call, unless it has ended. Never waits. */
  void end(CallState.Outcome end) {
    if (progress.close(end) != null) {
      outcome.complete(end);
    }
  }

  /** Ends the call because its timeout has expired. Never waits. */
  void timeOut() {
    CallState.Outcome end =
        CallState.Outcome.timeout(
            () -> failures().timedOut(terms.timeout(), terms.sender().isConnected()));
    CallState before = progress.close(end);
    if (before == null) {
      return;
    }
    try {
      tellGivenUp(before); // in MQTT 5, the service knows the timeout only in full seconds
      String memoryId = CallProgress.memoryOf(before);
      if (memoryId != null && terms.sender().isConnected()) {
        terms.presence().onNoReply(memoryId);
      }
    } finally {
      outcome.complete(end);
    }
  }

  /** Ends the call because its caller no longer waits; nobody reads its outcome. Never waits. */
  void giveUp() {
    CallState before = progress.close(CallState.Outcome.GIVEN_UP);
    if (before != null) {
      tellGivenUp(before);
    }
  }

  void discard() { // it could not be sent; its caller gets an exception
    progress.close(CallState.Outcome.NOT_SENT);
  }

  private void tellGivenUp(CallState before) {
    if (before instanceof CallState.Sent sent) { // else the thread that is sending it does this
      new Cancellation(id, terms, sent.to()).sendLater();
    }
  }
}
