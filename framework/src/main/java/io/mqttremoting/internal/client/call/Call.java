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
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call, by its correlation data, from its beginning to its end. It alone decides what is sent
 * where, whether that is repeated, and what the call ends with; whoever changes its state first
 * does what follows from that. A call to a service that remembers whom it answered is addressed to
 * that alone and may be sent again until it is answered; any other is sent once. Thread-safe.
 */
final class Call implements Transport.PublishListener {
  private static final Logger LOG = LoggerFactory.getLogger(Call.class);

  private final String id;
  private final Caller caller;
  private final CallTerms terms;
  private final byte[] arguments;
  private final long opened = System.nanoTime();
  private final long openedByClock = System.currentTimeMillis();
  private final CallProgress progress;
  private final CompletableFuture<CallState.Outcome> outcome = new CompletableFuture<>();

  /**
   * A call that is not sent yet.
   *
   * @param caller the proxy that was called; {@code null} for a ping, which the library makes by
   *     itself
   * @param arguments as JSON
   */
  Call(Caller caller, CallTerms terms, byte[] arguments) {
    this.id = terms.scope().ids().next();
    this.caller = caller;
    this.terms = terms;
    this.arguments = arguments;
    this.progress = new CallProgress(id, terms.scope().ends());
  }

  String id() {
    return id;
  }

  Caller caller() {
    return caller;
  }

  boolean isPing() {
    return caller == null;
  }

  boolean isOf(CallScope scope) {
    return terms.scope().ids() == scope.ids();
  }

  CallFailures failures() {
    return terms.failures();
  }

  /** Which service it is for alone; {@code null} for any, or if that is not known yet. */
  String memory() {
    return progress.memory();
  }

  /** When it was made, by {@link System#nanoTime()}. */
  long opened() {
    return opened;
  }

  Duration age() {
    return Elapsed.since(opened, openedByClock);
  }

  Duration left() {
    return terms.timeout().minus(age());
  }

  /** Completes once, never exceptionally, in any thread: no user code hangs on it. */
  CompletableFuture<CallState.Outcome> outcome() {
    return outcome;
  }

  /**
   * Sends it to whoever is known to be there, or, where that is to be found out first, before long.
   * Waits for room to be sent.
   *
   * @throws RemotingException if it cannot be sent
   */
  void begin() {
    if (!terms.presence().isToBeAwaited()) {
      send(terms.timeout());
    } else if (!terms.threads().tryAsk(this::beginIfReachable)) {
      throw failures().overloaded();
    }
  }

  /** Waits for the broker. */
  private void beginIfReachable() {
    if (terms.presence().isNobodyThere(opened)) {
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
    CallState.Addressed to;
    do { // should the service leave meanwhile, the call would wait for it in vain
      known = terms.presence().availability();
      to = terms.address(known);
      if (!progress.moveTo(to)) {
        return; // it was given up, or has ended
      }
    } while (!terms.presence().availability().equals(known));
    transmit(to, left);
  }

  /** Sends it to one service alone, as {@link #begin} does; for pings. */
  void beginTo(Availability service) {
    CallState.Addressed to =
        new CallState.Addressed(terms.route(service), service.memory(), false, 0);
    if (progress.moveTo(to)) {
      transmit(to, terms.timeout());
    }
  }

  /** A service on MQTT 3.1.1 listens there. */
  private void sendInV3(CallState.Addressed before) {
    CallState.Addressed to =
        new CallState.Addressed(terms.routes().v3(), null, before.forOthers(), before.sets());
    if (progress.moveTo(to)) {
      transmit(to, left());
    }
  }

  /** The one way to send it first; {@link #repeat} sends it again. */
  private void transmit(CallState.Addressed to, Duration left) {
    Message request = terms.request(id, to, left, arguments);
    try {
      terms.sender().send(isPing() ? request.withQos(Message.DEFAULT_QOS) : request, left, this);
    } catch (TransportException e) {
      throw failures().notSent(e);
    }
    boolean open = progress.compareAndSet(to, CallState.Sent.once(to, opened));
    if (!open && progress.get() instanceof CallState.Outcome ended && ended.givenUp()) {
      cancelLater(to); // only now, for a cancellation must not overtake its call
    }
  }

  /** Called by the MQTT library, or by whoever sends it. */
  @Override
  public void onRefused(TransportException refusal) {
    CallState.Addressed to = progress.get().addressed();
    if (to == null) {
      return; // the call has ended
    }
    boolean nobodyListens = refusal.code() == ErrorCode.UNAVAILABLE;
    if (nobodyListens && isPing()) {
      end(CallState.Outcome.SILENCE);
    } else if (nobodyListens && to.memory() != null) {
      LOG.debug("{}: the service is about to come back, or its leaving is told", failures());
    } else if (nobodyListens && to.route().equals(terms.routes().v5())) {
      if (!terms.threads().tryAsk(() -> sendOrEnd(() -> sendInV3(to)))) {
        end(failures()::overloaded);
      }
    } else {
      boolean left = nobodyListens && terms.presence().seemsDown();
      end(() -> left ? failures().unavailable() : failures().refusal(refusal));
    }
  }

  /** Has {@link #repeatIfDue} send it again, if it may be sent more than once. */
  void repeatSoon() {
    progress.repeatSoon();
  }

  /** Sends it again if it may be, and its reply is overdue. Waits for room to be sent. */
  void repeatIfDue(long now) {
    progress.takeDue(now).ifPresent(this::repeat);
  }

  /** Sends it again if it may be. Waits for room to be sent. */
  void repeat() {
    progress.repeatable().map(CallState.Sent::to).ifPresent(this::repeat);
  }

  private void repeat(CallState.Addressed to) {
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
      terms.sender().send(terms.repetition(id, to, age, left, arguments), left, this);
    } catch (TransportException e) {
      LOG.debug("{}: not repeated: {}", failures(), e.getMessage());
      if (e.code() == ErrorCode.INVALID_ARGUMENT) {
        onRefused(e);
      }
    }
  }

  /**
   * Takes a reply; called by the MQTT library.
   *
   * @return false if none is awaited, or not on this topic, for somebody guesses
   */
  boolean answer(Message reply, Mapping mapping) {
    if (progress.get().addressed() == null || !terms.routes().repliesOn(reply.topic())) {
      return false;
    }
    CallState.Outcome answered = CallState.Outcome.reply(reply, mapping);
    CallState before = progress.close(answered);
    if (before == null) {
      return false;
    }
    terms.scope().sets().onFollowed(before.addressed().sets()); // it has seen what came before
    terms.presence().onAnswer(before.addressed().memory());
    outcome.complete(answered);
    return true;
  }

  /** Ends it with a failure, unless it has ended. Never waits. */
  void end(Supplier<RemotingException> failure) {
    end(CallState.Outcome.failure(failure));
  }

  /** Ends it, unless it has ended. Never waits. */
  void end(CallState.Outcome end) {
    if (progress.close(end) != null) {
      outcome.complete(end);
    }
  }

  /** Its time is over. Never waits. */
  void timeOut() {
    CallState.Outcome end =
        CallState.Outcome.timeout(
            () -> failures().timedOut(terms.timeout(), terms.sender().isConnected()));
    CallState before = progress.close(end);
    if (before == null) {
      return;
    }
    try {
      tellGivenUp(before); // in MQTT 5, a service knows only to the second how long it has
      String memory = CallProgress.memoryOf(before);
      if (memory != null && terms.sender().isConnected()) {
        terms.presence().onNoReply(memory);
      }
    } finally {
      outcome.complete(end);
    }
  }

  /** Its caller does not wait any more, and reads no outcome. Never waits. */
  void giveUp() {
    CallState before = progress.close(CallState.Outcome.GIVEN_UP);
    if (before != null) {
      tellGivenUp(before);
    }
  }

  /** It could not be sent, as its caller is told. */
  void discard() {
    progress.close(CallState.Outcome.NOT_SENT);
  }

  private void tellGivenUp(CallState before) {
    if (before instanceof CallState.Sent sent) { // else whoever is sending it does
      cancelLater(sent.to());
    }
  }

  private void cancelLater(CallState.Addressed to) {
    new Cancellation(id, terms, to).sendLater();
  }
}
