package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The calls that were answered recently, limited in age, number and bytes. A repeated request that
 * is older than what is remembered may have been executed before. Not thread-safe; times are by
 * {@link System#nanoTime()}.
 */
final class AnsweredCalls {
  private static final Duration MAX_AGE = Duration.ofMinutes(5);

  /**
   * Allowance for the time that a repeated request travels, which its stated age does not include.
   */
  private static final Duration MAX_TRAVEL = Duration.ofSeconds(30);

  /**
   * How much is remembered.
   *
   * @param count the number of calls
   * @param replyBytes the size of all replies together
   * @param keyBytes the size of all call keys together
   */
  record Limits(int count, long replyBytes, long keyBytes) {}

  /** When a call arrived and was answered, and the reply. */
  private static final class Answered {
    private final long arrived;
    private final long answered;
    private @Nullable Message reply; // null once forgotten

    Answered(long arrived, long answered, Message reply) {
      this.arrived = arrived;
      this.answered = answered;
      this.reply = reply;
    }
  }

  private final Limits limits;
  private final Map<CallKey, Answered> calls = new LinkedHashMap<>(); // oldest answer first
  private final Queue<Answered> replies = new ArrayDeque<>(); // the latest of them, same order
  private long replyBytes;
  private long keyBytes;

  /** The latest arrival time of the forgotten calls; {@code null} if none has been forgotten. */
  private @Nullable Long latestForgotten;

  AnsweredCalls(Limits limits) {
    this.limits = limits;
  }

  int count() {
    return calls.size();
  }

  long replyBytes() {
    return replyBytes;
  }

  /**
   * Returns the state of a request that is not being executed.
   *
   * @param age the time since the request was first sent, as it states; zero for the first sending
   */
  RequestState stateOf(CallKey key, Duration age, long now) {
    Answered before = calls.get(key);
    if (before != null) {
      return before.reply == null ? RequestState.FORGOTTEN : RequestState.ANSWERED;
    }
    return !age.isZero() && latestForgotten != null && mayBeForgotten(age, now - latestForgotten)
        ? RequestState.FORGOTTEN
        : RequestState.NEW;
  }

  private static boolean mayBeForgotten(Duration age, long nanosSinceForgotten) {
    return age.compareTo(Duration.ofNanos(nanosSinceForgotten).minus(MAX_TRAVEL)) >= 0;
  }

  /** Returns the reply to a call; empty if it is not remembered. */
  Optional<Message> reply(CallKey key) {
    return Optional.ofNullable(calls.get(key)).map(before -> before.reply);
  }

  /** Adds a call that arrived at {@code arrived} and is answered at {@code now}. */
  void add(CallKey key, long arrived, Message reply, long now) {
    Answered latest = new Answered(arrived, now, reply);
    calls.put(key, latest);
    replies.add(latest);
    replyBytes += reply.size();
    keyBytes += key.size();
    forgetOldCalls(now);
    forgetOldReplies();
  }

  /** Replaces the remembered reply, because it cannot be sent. */
  void replace(CallKey key, Message reply) {
    Answered before = calls.get(key);
    if (before != null && before.reply != null) {
      replyBytes += reply.size() - before.reply.size();
      before.reply = reply;
    }
  }

  private void forgetOldCalls(long now) {
    Iterator<Map.Entry<CallKey, Answered>> oldest = calls.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<CallKey, Answered> entry = oldest.next();
      Answered call = entry.getValue();
      boolean tooOld = now - call.answered > MAX_AGE.toNanos();
      if (!tooOld && calls.size() <= limits.count() && keyBytes <= limits.keyBytes()) {
        return;
      }
      oldest.remove();
      keyBytes -= entry.getKey().size();
      if (call.reply != null) {
        forgetOldestReply(); // the oldest reply belongs to this call
      }
      if (latestForgotten == null || call.arrived - latestForgotten > 0) {
        latestForgotten = call.arrived;
      }
    }
  }

  /** Forgets only the replies: the calls are still known as executed. */
  private void forgetOldReplies() {
    while (replyBytes > limits.replyBytes()) {
      forgetOldestReply();
    }
  }

  private void forgetOldestReply() {
    Answered oldest = replies.remove();
    if (oldest.reply != null) { // always, for each is forgotten once
      replyBytes -= oldest.reply.size();
      oldest.reply = null;
    }
  }
}
