package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * What was answered lately, bounded in age, count and bytes: of a repetition that is older than
 * what is remembered it is known that it may have been executed. Not thread-safe; times are by
 * {@link System#nanoTime()}.
 */
final class AnsweredCalls {
  private static final Duration MAX_AGE = Duration.ofMinutes(5);

  /** For the time that a repetition is on its way, which it does not tell. */
  private static final Duration MAX_TRAVEL = Duration.ofSeconds(30);

  /**
   * How much is remembered.
   *
   * @param replyBytes of all replies together
   * @param keyBytes of what all calls are known by
   */
  record Limits(int count, long replyBytes, long keyBytes) {}

  /** When a call came, when it was answered, and what. */
  private static final class Answered {
    private final long arrived;
    private final long answered;
    private Message reply; // null once it is forgotten

    Answered(long arrived, long answered, Message reply) {
      this.arrived = arrived;
      this.answered = answered;
      this.reply = reply;
    }
  }

  private final Limits limits;
  private final Map<CallKey, Answered> calls = new LinkedHashMap<>(); // in the order of answering
  private final Queue<Answered> replies = new ArrayDeque<>(); // of those, the latest, in that order
  private long replyBytes;
  private long keyBytes;

  /** When the latest call that is forgotten came; {@code null} if none is. */
  private Long latestForgotten;

  AnsweredCalls(Limits limits) {
    this.limits = limits;
  }

  int count() {
    return calls.size();
  }

  long replyBytes() {
    return replyBytes;
  }

  /** What is known of a request that was first sent so long ago, and is not being executed. */
  RequestState stateOf(CallKey key, Duration age, long now) {
    Answered before = calls.get(key);
    if (before != null) {
      return before.reply == null ? RequestState.FORGOTTEN : RequestState.ANSWERED;
    }
    return !age.isZero() && latestForgotten != null && mayBeForgotten(age, now)
        ? RequestState.FORGOTTEN
        : RequestState.NEW;
  }

  private boolean mayBeForgotten(Duration age, long now) {
    Duration sinceForgotten = Duration.ofNanos(now - latestForgotten);
    return age.compareTo(sinceForgotten.minus(MAX_TRAVEL)) >= 0;
  }

  /** What was answered; empty if that is not remembered. */
  Optional<Message> reply(CallKey key) {
    return Optional.ofNullable(calls.get(key)).map(before -> before.reply);
  }

  /** A call that came at this time is answered now. */
  void add(CallKey key, long arrived, Message reply, long now) {
    Answered latest = new Answered(arrived, now, reply);
    calls.put(key, latest);
    replies.add(latest);
    replyBytes += reply.size();
    keyBytes += key.size();
    forgetOldCalls(now);
    forgetOldReplies();
  }

  /** The answer cannot be sent: this stands for it from now on. */
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
        forgetOldestReply(); // which is this one's
      }
      if (latestForgotten == null || call.arrived - latestForgotten > 0) {
        latestForgotten = call.arrived;
      }
    }
  }

  /** It remains known that the calls were executed. */
  private void forgetOldReplies() {
    while (replyBytes > limits.replyBytes()) {
      forgetOldestReply();
    }
  }

  private void forgetOldestReply() {
    Answered oldest = replies.remove();
    replyBytes -= oldest.reply.size();
    oldest.reply = null;
  }
}
