package io.mqttremoting.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.cli.broker.Target;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Stop;
import io.mqttremoting.cli.terminal.Style;
import io.mqttremoting.cli.terminal.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Calls an operation again and again, and measures how long each call takes. */
final class Load {
  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};
  private static final int DIGITS = 3;
  private static final int BAR = 40;

  private final Target target;
  private final String operation;
  private final List<JsonNode> arguments;
  private final int atOnce;
  private final Semaphore room;
  private final Histogram nanos = new ConcurrentHistogram(TimeUnit.HOURS.toNanos(1), DIGITS);
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicReference<Throwable> firstFailure = new AtomicReference<>();
  private long took;

  /** Keeps {@code atOnce} calls open. */
  Load(Target target, String operation, List<JsonNode> arguments, int atOnce) {
    this.target = target;
    this.operation = operation;
    this.arguments = arguments;
    this.atOnce = atOnce;
    this.room = new Semaphore(atOnce);
  }

  /** Calls for this time, and waits for the calls that are open then. */
  void run(Duration time, Stop stop) throws InterruptedException {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < time.toNanos() && !stop.isRequested()) {
      if (room.tryAcquire(100, TimeUnit.MILLISECONDS)) {
        call();
      }
    }
    room.acquire(atOnce); // every call ends at its timeout
    took = System.nanoTime() - begun;
  }

  private void call() {
    long begun = System.nanoTime();
    target
        .remote()
        .callAsync(operation, arguments)
        .whenComplete(
            (result, failure) -> {
              if (failure == null) {
                nanos.recordValue(Math.min(System.nanoTime() - begun, TimeUnit.HOURS.toNanos(1)));
              } else {
                failures.incrementAndGet();
                firstFailure.compareAndSet(null, failure);
              }
              ended.incrementAndGet();
              room.release();
            });
  }

  /** How many calls have ended so far. */
  long ended() {
    return ended.get();
  }

  /** How many calls have failed. */
  long failed() {
    return failures.get();
  }

  /** Why the first of the calls that failed did; empty if none has. */
  Optional<String> firstFailure() {
    Throwable failure = firstFailure.get();
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return Optional.ofNullable(cause)
        .map(
            each ->
                each instanceof RemotingException e
                    ? e.code() + ": " + e.reason()
                    : each.toString());
  }

  private double perSecond() {
    return took == 0 ? 0 : nanos.getTotalCount() * 1e9 / took;
  }

  /** The figures, latencies in milliseconds. */
  ObjectNode json() {
    ObjectNode figures = Json.object();
    figures.put("calls", nanos.getTotalCount());
    figures.put("failed", failures.get());
    firstFailure().ifPresent(reason -> figures.put("firstFailure", reason));
    figures.put("atOnce", atOnce);
    figures.put("seconds", took / 1e9);
    figures.put("callsPerSecond", perSecond());
    ObjectNode latency = figures.putObject("latencyMillis");
    latency.put("min", nanos.getMinValue() / 1e6);
    latency.put("mean", nanos.getMean() / 1e6);
    for (double percentile : PERCENTILES) {
      latency.put(name(percentile), nanos.getValueAtPercentile(percentile) / 1e6);
    }
    return figures;
  }

  private static String name(double percentile) {
    return percentile == 100 ? "max" : "p" + Double.toString(percentile).replaceAll("\\.0$", "");
  }

  /** The figures and a histogram for people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%.0f calls/s  (%d in %.1f s, %d at once, %d failed)",
            perSecond(),
            nanos.getTotalCount(),
            took / 1e9,
            atOnce,
            failures.get()));
    firstFailure().ifPresent(reason -> lines.add(Style.RED.of("the first failure was " + reason)));
    if (nanos.getTotalCount() == 0) {
      return lines;
    }
    Table table = new Table();
    table.add("", "min", millis(nanos.getMinValue()));
    table.add("", "mean", millis((long) nanos.getMean()));
    for (double percentile : PERCENTILES) {
      table.add("", name(percentile), millis(nanos.getValueAtPercentile(percentile)));
    }
    lines.addAll(table.lines());
    lines.add("");
    lines.addAll(bars());
    return lines;
  }

  /** One bar for each doubling of the latency. */
  private List<String> bars() {
    Table table = new Table();
    long lowest = Long.highestOneBit(Math.max(1, nanos.getMinValue()));
    for (long from = lowest; from <= nanos.getMaxValue(); from *= 2) {
      long count = nanos.getCountBetweenValues(from, from * 2 - 1);
      double share = (double) count / nanos.getTotalCount();
      table.add(
          "",
          millis(from) + " – " + millis(from * 2),
          String.format(Locale.ROOT, "%5.1f %%", share * 100),
          "█".repeat((int) Math.round(share * BAR)));
    }
    return table.lines();
  }

  private static String millis(long time) {
    return String.format(Locale.ROOT, "%.2f ms", time / 1e6);
  }
}
