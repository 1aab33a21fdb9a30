package io.mqttremoting.benchmarks;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What is called, changed and raised to measure it. */
@RemoteInterface
public interface IEcho {
  /** What was set last. */
  @Property
  String getText();

  /** Changes it. */
  @Property
  void setText(String text);

  /** Tells of its changes. */
  @Property
  Subscription onTextChanged(Consumer<String> handler);

  /** Returns what it is given. */
  @Operation
  String echo(String text);

  /** Returns what it is given, without blocking the caller. */
  @Operation
  default CompletableFuture<String> echoAsync(String text) {
    return CompletableFuture.completedFuture(echo(text));
  }

  /** Changes the property to this, and returns it. */
  @Operation
  String change(String text);

  /** Takes much and returns little: how many readings there were. */
  @Operation
  int store(List<Reading> readings);

  /** Blocks its thread for so long, as an operation does that asks a database. */
  @Operation
  int nap(int millis);

  /** The same, without blocking the caller. */
  @Operation
  default CompletableFuture<Integer> napAsync(int millis) {
    return CompletableFuture.completedFuture(nap(millis));
  }

  /** Raised to measure how it travels. */
  @Signal
  Subscription onTick(Consumer<String> handler);
}
