package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.RemoteReply;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An operation of a service, called by all proxies on one connection. Thread-safe. */
public final class RemoteOperation {
  private final Calls calls;
  private final CallTerms terms;
  private final ReplyReader replies;

  RemoteOperation(Calls calls, CallTerms terms, ReplyReader replies) {
    this.calls = calls;
    this.terms = terms;
    this.replies = replies;
  }

  /** Adds the receiver of each reply topic. The MQTT library's threads call the receivers. */
  public void addReceivers(Map<String, Consumer<Message>> receivers) {
    addReceiver(receivers, terms.routes().v5());
    addReceiver(receivers, terms.routes().v3());
  }

  private void addReceiver(Map<String, Consumer<Message>> receivers, Route route) {
    receivers.put(route.replyTopic(), reply -> calls.openCalls().receive(reply, route.mapping()));
  }

  /** The same operation, whose callers wait for another time. */
  public RemoteOperation with(Duration timeout) {
    return new RemoteOperation(calls, terms.with(timeout, Metadata.empty()), replies);
  }

  /** Creates the exceptions of calls that fail. */
  public CallFailures failures() {
    return terms.failures();
  }

  /** Calls the operation, and waits for the reply. */
  public @Nullable Object call(Caller caller, byte[] arguments) throws Throwable {
    return replies.read(await(open(terms, caller, arguments)));
  }

  private CallState.Outcome await(Call call) {
    try {
      return call.outcome().get(call.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      call.timeOut();
      return call.outcome().join(); // the reply, if it arrived before the timeout was recorded
    } catch (InterruptedException e) {
      call.giveUp();
      Thread.currentThread().interrupt();
      throw terms.failures().interrupted(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("An outcome is never exceptional", e);
    }
  }

  /**
   * Calls the operation. The future completes in a thread for user code. Cancelling it gives up the
   * call.
   */
  public CompletableFuture<Object> callAsync(Caller caller, byte[] arguments) {
    return start(open(terms, caller, arguments), replies);
  }

  /**
   * Calls the operation as {@link #callAsync}, with another timeout and with metadata. A reply that
   * is a failure completes the future normally.
   */
  public CompletableFuture<RemoteReply> callForReply(
      Caller caller, byte[] arguments, Duration timeout, Metadata metadata) {
    Call call = open(terms.with(timeout, metadata), caller, arguments);
    return start(call, replies::readWithMetadata);
  }

  private <T> CompletableFuture<T> start(Call call, OutcomeReader<T> reader) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Runnable timer = terms.threads().after(call.left(), call::timeOut);
    call.outcome().thenRun(timer);
    call.outcome()
        .thenAccept(outcome -> terms.threads().complete(() -> complete(future, reader, outcome)));
    future.whenComplete(
        (value, error) -> {
          timer.run();
          call.giveUp(); // no effect unless the user completed the future
        });
    return future;
  }

  private static <T> void complete(
      CompletableFuture<T> future, OutcomeReader<T> reader, CallState.Outcome outcome) {
    try {
      future.complete(reader.read(outcome));
    } catch (Throwable e) { // also exceptions that the operation declares
      future.completeExceptionally(e);
    }
  }

  private Call open(CallTerms chosen, Caller caller, byte[] arguments) {
    Call call = new Call(caller, chosen, arguments);
    return open(
        call,
        () -> {
          caller.checkOpen(terms.failures().member()); // a close from now on ends this call
          call.begin();
        });
  }

  private Call open(Call call, Runnable beginning) {
    calls.register(call);
    boolean begun = false;
    try {
      beginning.run();
      begun = true;
      return call;
    } finally {
      if (!begun) {
        call.discard();
      }
    }
  }

  /**
   * Pings one service, without a caller; waits if too many messages are unsent.
   *
   * @throws RemotingException if the ping cannot be sent
   */
  Call ping(Availability service) {
    Call call = new Call(null, terms, Route.NO_ARGUMENTS);
    open(call, () -> call.beginTo(service));
    terms.threads().after(terms.timeout(), () -> call.end(CallState.Outcome.SILENCE));
    return call;
  }

  /**
   * Calls one service, without a caller. The future completes in the queue for tasks that wait for
   * the broker. Waits if too many messages are unsent.
   */
  public CompletableFuture<Object> ask(Availability service) {
    CompletableFuture<Object> future = new CompletableFuture<>();
    try {
      ping(service)
          .outcome()
          .thenAccept(
              outcome -> {
                if (!terms.threads().tryAsk(() -> complete(future, replies, outcome))) {
                  future.completeExceptionally(terms.failures().overloaded());
                }
              });
    } catch (RemotingException e) {
      future.completeExceptionally(e);
    }
    return future;
  }

  /** The result of a ping. Must not run in a thread of the MQTT library. */
  @Nullable Object read(CallState.Outcome outcome) throws Throwable {
    return replies.read(outcome);
  }

  /** Creates a request that has no reply. */
  public Message oneWayRequest(byte[] arguments) {
    return terms.oneWayRequest(arguments);
  }

  /** Creates a request that has no reply, with metadata. */
  public Message oneWayRequest(byte[] arguments, Metadata metadata) {
    return terms.with(terms.timeout(), metadata).oneWayRequest(arguments);
  }

  /** How long callers wait. */
  public Duration timeout() {
    return terms.timeout();
  }
}
