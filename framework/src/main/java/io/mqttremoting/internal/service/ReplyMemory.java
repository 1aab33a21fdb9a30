package io.mqttremoting.internal.service;

import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.RandomId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Remembers, of one served interface, which calls are being executed and what was answered lately,
 * so that a request that comes twice is executed once (wire protocol, Retransmission). Bounded in
 * age, count and bytes: of a repetition that is older than what is remembered it is known that it
 * may have been executed. Thread-safe.
 */
final class ReplyMemory {
  /** What is known of a request. */
  enum Known {
    /** It has not been executed, and is now among the calls that are. */
    NEW,
    /** It is being executed, or waits for that. */
    RUNNING,
    /** It was answered. */
    ANSWERED,
    /** It was answered, or may have been, so long ago that the reply is forgotten. */
    FORGOTTEN
  }

  /** What makes a call that one. */
  record Key(String responseTopic, String correlationData) {
    /** The key of a request, if it is one whose caller uses each only once. */
    static Optional<Key> of(Mapping.Header header) {
      return header.understandsErrors()
              && header.responseTopic().isPresent()
              && header.correlationData().isPresent()
          ? Optional.of(new Key(header.responseTopic().get(), header.correlationData().get()))
          : Optional.empty();
    }

    private int size() {
      return responseTopic.length() + correlationData.length();
    }
  }

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

  private static final Duration MAX_AGE = Duration.ofMinutes(5);
  private static final int MAX_COUNT = 500_000;
  private static final long MAX_BYTES = 32L * 1024 * 1024;
  private static final long MAX_KEY_BYTES = 64L * 1024 * 1024;

  /** For the time that a repetition is on its way, which it does not tell. */
  private static final Duration MAX_TRAVEL = Duration.ofSeconds(30);

  private final String id = RandomId.next();
  private final int maxCount;
  private final long maxBytes;
  private final long maxKeyBytes;
  private final LongSupplier nanoTime;
  private final long begun; // by nanoTime
  private final Map<Key, Execution> running = new HashMap<>();
  private final Map<Key, Answered> answered = new LinkedHashMap<>(); // in the order of answering
  private final Queue<Answered> replies = new ArrayDeque<>(); // of those, the latest, in that order
  private long bytes;
  private long keyBytes;

  /** When the latest call that is forgotten came; {@code null} if none is. */
  private Long horizon;

  ReplyMemory() {
    this(MAX_COUNT, MAX_BYTES, MAX_KEY_BYTES, System::nanoTime);
  }

  ReplyMemory(int maxCount, long maxBytes, long maxKeyBytes, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
    this.maxCount = maxCount;
    this.maxBytes = maxBytes;
    this.maxKeyBytes = maxKeyBytes;
  }

  /** By which it is known; no other memory ever has the same. */
  String id() {
    return id;
  }

  /**
   * The clock by which callers say until when they wait: how many milliseconds ago this was made,
   * counted from 1.
   */
  long clock() {
    return 1 + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - begun);
  }

  /** Tells what is known of a request that was first sent so long ago. */
  synchronized Known enter(Key key, Duration age, Execution execution) {
    if (running.containsKey(key)) {
      return Known.RUNNING;
    }
    Answered before = answered.get(key);
    if (before != null) {
      return before.reply == null ? Known.FORGOTTEN : Known.ANSWERED;
    }
    if (!age.isZero() && horizon != null && mayBeForgotten(age)) {
      return Known.FORGOTTEN;
    }
    running.put(key, execution);
    return Known.NEW;
  }

  private boolean mayBeForgotten(Duration age) {
    Duration sinceHorizon = Duration.ofNanos(nanoTime.getAsLong() - horizon);
    return age.compareTo(sinceHorizon.minus(MAX_TRAVEL)) >= 0;
  }

  /** How many calls are being executed, or wait for that. */
  synchronized int openCount() {
    return running.size();
  }

  /** How many calls are known that were answered. */
  synchronized int answeredCount() {
    return answered.size();
  }

  /** How many bytes the replies have together that are remembered. */
  synchronized long replyBytes() {
    return bytes;
  }

  /** What was answered; empty if that is not remembered. */
  synchronized Optional<Message> reply(Key key) {
    return Optional.ofNullable(answered.get(key)).map(before -> before.reply);
  }

  /** What is being executed, or waits for that. */
  synchronized Optional<Execution> running(Key key) {
    return Optional.ofNullable(running.get(key));
  }

  /** The call was answered, be it that it is not executed. */
  synchronized void answered(Key key, Message reply) {
    Execution execution = running.remove(key);
    if (execution == null) {
      return; // answered already
    }
    long now = nanoTime.getAsLong();
    Answered latest = new Answered(execution.arrived(), now, reply);
    answered.put(key, latest);
    replies.add(latest);
    bytes += reply.size();
    keyBytes += key.size();
    forgetOldCalls(now);
    forgetOldReplies();
  }

  /** The answer cannot be sent: this stands for it from now on. */
  synchronized void answeredInstead(Key key, Message reply) {
    Answered before = answered.get(key);
    if (before != null && before.reply != null) {
      bytes += reply.size() - before.reply.size();
      before.reply = reply;
    }
  }

  private void forgetOldCalls(long now) {
    Iterator<Map.Entry<Key, Answered>> oldest = answered.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Key, Answered> entry = oldest.next();
      Answered call = entry.getValue();
      boolean tooOld = now - call.answered > MAX_AGE.toNanos();
      if (!tooOld && answered.size() <= maxCount && keyBytes <= maxKeyBytes) {
        return;
      }
      oldest.remove();
      keyBytes -= entry.getKey().size();
      if (call.reply != null) {
        forgetOldestReply(); // which is this one's
      }
      horizon =
          horizon == null || call.arrived - horizon > 0 ? Long.valueOf(call.arrived) : horizon;
    }
  }

  /** It remains known that the calls were executed. */
  private void forgetOldReplies() {
    while (bytes > maxBytes) {
      forgetOldestReply();
    }
  }

  private void forgetOldestReply() {
    Answered oldest = replies.remove();
    bytes -= oldest.reply.size();
    oldest.reply = null;
  }
}
