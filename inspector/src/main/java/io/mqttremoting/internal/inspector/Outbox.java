package io.mqttremoting.internal.inspector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What one browser has not been told yet. It stays small however slow the browser is: the newest
 * value of each property, the newest state of each service, and the newest signals; the rest is
 * counted. Thread-safe.
 */
final class Outbox {
  private static final int MAX_SIGNALS = 500;
  private static final int MAX_TEXT = 65_536;
  private static final int MAX_QUEUED = 4_000_000;
  private static final int LITTLE_TEXT = 200;

  private final Map<String, Presence> services = new LinkedHashMap<>();
  private final Map<String, ObjectNode> values = new LinkedHashMap<>();
  private final Deque<ObjectNode> signals = new ArrayDeque<>();
  private long signalsLeftOut;
  private int queued;
  private long received;
  private boolean closed;

  synchronized void service(String key, Presence presence) {
    services.put(key, presence);
    notifyAll();
  }

  /** A value that the broker had before anybody looked. */
  synchronized void retained(String property, JsonNode value) {
    if (!values.containsKey(property)) {
      values.put(property, message(property, value));
      notifyAll();
    }
  }

  /** A value that has just come. */
  synchronized void value(String property, JsonNode value, long millis) {
    received++;
    ObjectNode before = values.remove(property);
    long skipped = 0;
    if (before != null) {
      queued -= before.path("text").textValue().length();
      skipped = before.path("skipped").longValue() + (before.has("at") ? 1 : 0);
    }
    values.put(property, message(property, value).put("at", millis).put("skipped", skipped));
    notifyAll();
  }

  synchronized void signal(String name, JsonNode arguments, long millis) {
    received++;
    if (signals.size() == MAX_SIGNALS) {
      queued -= signals.removeFirst().path("text").textValue().length();
      signalsLeftOut++;
    }
    signals.addLast(message(name, arguments).put("at", millis));
    notifyAll();
  }

  private ObjectNode message(String name, JsonNode content) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("name", name);
    queued += Text.put(node, content, queued < MAX_QUEUED ? MAX_TEXT : LITTLE_TEXT);
    return node;
  }

  /** Waits until there is something, at most this long, and takes all. */
  synchronized ObjectNode take(long waitMillis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    while (!closed && services.isEmpty() && values.isEmpty() && signals.isEmpty()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    ObjectNode batch = JsonNodeFactory.instance.objectNode();
    ArrayNode told = batch.putArray("services");
    services.forEach((key, presence) -> told.add(presence.json(key)));
    batch.putArray("values").addAll(values.values());
    batch.putArray("signals").addAll(signals);
    batch.put("signalsLeftOut", signalsLeftOut).put("received", received);
    services.clear();
    values.clear();
    signals.clear();
    signalsLeftOut = 0;
    queued = 0;
    return batch;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean isClosed() {
    return closed;
  }
}
