package io.mqttremoting.cli.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttremoting.RemoteObject;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.cli.recording.RecordedCalls.Call;
import io.mqttremoting.cli.recording.RecordedCalls.Reply;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Stop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Makes the calls and changes of a recording again, and compares the replies. */
public final class ClientReplay {
  private static final String SET = "set/";

  private final Recording recording;
  private final RemoteObject remote;
  private final Results results;

  /** Gets what came of each step, perhaps from several threads. */
  public interface Results {
    /** A property was asked to change. */
    void set(String property, JsonNode value);

    /**
     * A call has ended.
     *
     * @param now how it ended
     * @param recorded how it ended when it was recorded; empty if that is not known
     */
    void call(String call, String now, Optional<String> recorded, boolean same);
  }

  private record Step(Instant time, Runnable action) {}

  /** Replays to this interface. */
  public ClientReplay(Recording recording, RemoteObject remote, Results results) {
    this.recording = recording;
    this.remote = remote;
    this.results = results;
  }

  /** Replays all, and waits for the replies. */
  public void run(double speed, Stop stop) throws InterruptedException {
    List<CompletableFuture<Void>> open = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    for (Call call : RecordedCalls.in(recording.entries())) {
      if (!call.operation().startsWith("_") || isConfirmedSet(call)) {
        steps.add(new Step(call.time(), () -> open.add(call(call))));
      }
    }
    for (Entry entry : recording.entries()) {
      String topic = entry.message().topic();
      if (topic.startsWith(SET) && !entry.message().retained()) {
        String property = topic.substring(SET.length());
        String text = new String(entry.message().payload(), UTF_8);
        steps.add(new Step(entry.time(), () -> set(property, text)));
      }
    }
    steps.sort(Comparator.comparing(Step::time)); // stable
    if (steps.isEmpty()) {
      return;
    }
    Timeline timeline = new Timeline(steps.get(0).time(), speed);
    for (Step step : steps) {
      if (!timeline.await(step.time(), stop)) {
        break;
      }
      step.action().run();
    }
    for (CompletableFuture<Void> call : open) {
      call.join(); // every call ends at its timeout
    }
  }

  private static boolean isConfirmedSet(Call call) {
    return call.operation().equals("_set") && call.arguments().size() == 2;
  }

  private void set(String property, String text) {
    JsonNode value;
    try {
      value = Json.parse(text);
    } catch (IllegalArgumentException e) {
      return; // a service ignores it
    }
    remote.set(property, value);
    results.set(property, value);
  }

  private CompletableFuture<Void> call(Call call) {
    String arguments = call.arguments().toString();
    String name = call.operation() + "(" + arguments.substring(1, arguments.length() - 1) + ")";
    List<JsonNode> values = new ArrayList<>();
    call.arguments().forEach(values::add);
    CompletableFuture<JsonNode> reply =
        isConfirmedSet(call)
            ? remote.setConfirmed(values.get(0).asText(), values.get(1))
            : remote.callAsync(call.operation(), values);
    return reply
        .handle((result, failure) -> failure == null ? result(result) : error(failure))
        .thenAccept(
            now ->
                results.call(
                    name,
                    now.toString(),
                    call.reply().map(Reply::toString),
                    call.reply().map(before -> same(before, now)).orElse(true)));
  }

  private static Reply result(JsonNode result) {
    return new Reply(result, null, "", "");
  }

  private static Reply error(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof RemotingException e
        ? new Reply(
            null,
            e.code().name(),
            e.code() == ErrorCode.APPLICATION
                ? e.reason().replace(" (" + e.errorType() + ")", "")
                : e.reason(),
            e.errorType())
        : new Reply(null, ErrorCode.UNKNOWN.name(), String.valueOf(cause), "");
  }

  private static boolean same(Reply recorded, Reply now) {
    JsonNode before = recorded.result();
    JsonNode after = now.result();
    if (before != null && after != null) {
      return Json.same(before, after);
    }
    return String.valueOf(recorded.code()).equals(String.valueOf(now.code()))
        && recorded.type().equals(now.type());
  }
}
