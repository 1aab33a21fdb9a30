package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.wire.Message;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** An operation of a service, as all proxies on one connection call it. Thread-safe. */
public final class RemoteOperation {
  private static final byte[] NO_ARGUMENTS = {'[', ']'};

  private final Calls calls;
  private final CallTerms terms;
  private final ReplyReader replies;

  RemoteOperation(Calls calls, CallTerms terms, ReplyReader replies) {
    this.calls = calls;
    this.terms = terms;
    this.replies = replies;
  }

  /** Adds who takes the replies; called by the MQTT library. */
  public void addReceivers(Map<String, Consumer<Message>> receivers) {
    addReceiver(receivers, terms.routes().v5());
    addReceiver(receivers, terms.routes().v3());
  }

  private void addReceiver(Map<String, Consumer<Message>> receivers, Route route) {
    receivers.put(route.replyTopic(), reply -> calls.open().receive(reply, route.mapping()));
  }

  /** Words what its calls end with. */
  public CallFailures failures() {
    return terms.failures();
  }

  /** Calls, and waits for the reply. */
  public Object call(Caller caller, byte[] arguments) throws Throwable {
    return replies.read(await(open(caller, arguments)));
  }

  private CallState.Outcome await(Call call) {
    try {
      return call.outcome().get(call.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      call.timeOut();
      return call.outcome().join(); // the reply, if that was quicker
    } catch (InterruptedException e) {
      call.giveUp();
      Thread.currentThread().interrupt();
      throw terms.failures().interrupted(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("An outcome is never exceptional", e);
    }
  }

  /** Calls; the future completes in a thread for user code, or is cancelled to give up the call. */
  public CompletableFuture<Object> callAsync(Caller caller, byte[] arguments) {
    Call call = open(caller, arguments);
    CompletableFuture<Object> future = new CompletableFuture<>();
    Runnable timer = terms.threads().after(terms.timeout(), call::timeOut);
    call.outcome().thenRun(timer);
    call.outcome().thenAccept(outcome -> terms.threads().complete(() -> complete(future, outcome)));
    future.whenComplete(
        (value, error) -> {
          timer.run();
          call.giveUp(); // if it is open, whoever got the future has completed that
        });
    return future;
  }

  private void complete(CompletableFuture<Object> future, CallState.Outcome outcome) {
    try {
      future.complete(replies.read(outcome));
    } catch (Throwable e) { // whatever the operation declares
      future.completeExceptionally(e);
    }
  }

  private Call open(Caller caller, byte[] arguments) {
    Call call = new Call(caller, terms, arguments);
    return open(
        call,
        () -> {
          caller.checkOpen(terms.failures().member()); // after it is among those that a close ends
          call.begin();
        });
  }

  private Call open(Call call, Runnable beginning) {
    calls.open(call);
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
   * Asks one service whether it is alive, without a caller; waits for room to be sent.
   *
   * @throws RemotingException if that cannot be sent
   */
  Call ping(Availability service) {
    Call call = new Call(null, terms, NO_ARGUMENTS);
    open(call, () -> call.beginTo(service));
    terms.threads().after(terms.timeout(), () -> call.end(CallState.Outcome.SILENCE));
    return call;
  }

  /** What a ping came to, in a thread that may take its time. */
  Object read(CallState.Outcome outcome) throws Throwable {
    return replies.read(outcome);
  }

  /** Makes a request that nobody answers. */
  public Message oneWayRequest(byte[] arguments) {
    return terms.oneWayRequest(arguments);
  }
}
