package io.mqttremoting.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.RemoteObject;
import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Style;
import io.mqttremoting.cli.terminal.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Prints values, signals and presence as they come, a line each. Thread-safe. */
final class EventLog {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
  private static final int NAME_WIDTH = 10;

  private final Terminal terminal;
  private final String address;
  private final boolean json;
  private final Map<String, JsonNode> values = new HashMap<>(); // guarded by this
  private long left; // guarded by this

  /** Prints at most {@code count} lines, and then asks the command to end. */
  EventLog(Terminal terminal, String address, boolean json, long count) {
    this.terminal = terminal;
    this.address = address;
    this.json = json;
    this.left = count;
  }

  /** Prints the values that are there, and then everything that comes. */
  void watch(RemoteObject remote, Optional<String> member) {
    remote.onAnyChanged(
        (name, value) -> {
          if (member.isEmpty() || member.get().equals(name)) {
            value(name, value);
          }
        });
    remote.onAnySignal(
        (name, arguments) -> {
          if (member.isEmpty() || member.get().equals(name)) {
            signal(name, arguments);
          }
        });
    if (member.isEmpty()) {
      remote.onAvailabilityChanged(this::presence);
    }
    remote
        .properties()
        .forEach(
            (name, value) -> {
              if (member.isEmpty() || member.get().equals(name)) {
                first(name, value);
              }
            });
  }

  /** Waits until all lines are printed, the user asks to end, or the time is over. */
  void await(Duration time) throws InterruptedException {
    terminal.stop().await(time);
    synchronized (this) {
      left = 0; // what closing causes is no news
    }
  }

  private synchronized void first(String name, JsonNode value) {
    if (!values.containsKey(name)) { // else a handler was faster
      value(name, value);
    }
  }

  private synchronized void value(String name, JsonNode value) {
    JsonNode before = values.put(name, value);
    String change =
        before == null ? value.toString() : Style.DIM.of(before.toString()) + "  →  " + value;
    ObjectNode event = event("value").put("name", name);
    event.set("value", value);
    if (before != null) {
      event.set("before", before);
    }
    line(event, Style.BOLD.of(padded(name)) + "  " + change);
  }

  private synchronized void signal(String name, ArrayNode arguments) {
    StringBuilder shown = new StringBuilder();
    arguments.forEach(each -> shown.append(shown.length() == 0 ? "" : ", ").append(each));
    ObjectNode event = event("signal").put("name", name);
    event.set("arguments", arguments);
    line(event, Style.YELLOW.of(padded(name)) + "  (" + shown + ")");
  }

  private synchronized void presence(boolean available) {
    line(
        event("presence").put("online", available),
        available ? Style.GREEN.of("online") : Style.RED.of("offline"));
  }

  /** Prints that a service has come, gone or changed. */
  synchronized void service(ServiceInfo service, String presence) {
    ObjectNode event = event("service");
    event.setAll((ObjectNode) ListCommand.json(service));
    line(
        event,
        ServiceTree.address(service)
            + service.clientId().map(id -> "  " + id).orElse("")
            + "  "
            + presence);
  }

  private ObjectNode event(String kind) {
    Instant now = terminal.surroundings().clock().instant();
    ObjectNode event = Json.object().put("time", now.toString()).put("kind", kind);
    return address.isEmpty() ? event : event.put("address", address);
  }

  private void line(JsonNode event, String text) {
    if (left <= 0) {
      return;
    }
    left--;
    if (json) {
      terminal.print(event);
    } else {
      String time = TIME.format(ZonedDateTime.now(terminal.surroundings().clock()));
      terminal.print(Style.DIM.of(time) + "  " + text);
    }
    if (left == 0 || terminal.isOutputClosed()) {
      left = 0;
      terminal.stop().request();
    }
  }

  private static String padded(String name) {
    return name + " ".repeat(Math.max(0, NAME_WIDTH - name.length()));
  }
}
