package io.mqttremoting;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/** How an implementation is served. Immutable: each {@code with…} returns changed options. */
public final class ServiceOptions {
  private static final ServiceOptions DEFAULTS = new ServiceOptions(0, Optional.empty(), false);

  private final int concurrency; // 0: not said
  private final Optional<Executor> executor;
  private final boolean tellsInternalErrors;

  private ServiceOptions(
      int concurrency, Optional<Executor> executor, boolean tellsInternalErrors) {
    this.concurrency = concurrency;
    this.executor = executor;
    this.tellsInternalErrors = tellsInternalErrors;
  }

  /**
   * The implementation is called by one thread at a time, in the order in which requests arrive;
   * its unannounced errors stay in the log.
   */
  public static ServiceOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Up to {@code concurrency} threads call the implementation at a time; requests still start in
   * the order in which they arrive.
   */
  public ServiceOptions withConcurrency(int concurrency) {
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency is at least 1, not " + concurrency);
    }
    return new ServiceOptions(concurrency, executor, tellsInternalErrors);
  }

  /**
   * {@code executor} runs each request, in what order and, unless {@link #withConcurrency} says
   * otherwise, how many at a time it likes: virtual threads, for example. What it rejects is
   * answered {@code RESOURCE_EXHAUSTED}. It must not run tasks in the thread that hands them over,
   * which is the MQTT library's. It is not shut down here.
   */
  public ServiceOptions withExecutor(Executor executor) {
    return new ServiceOptions(
        concurrency,
        Optional.of(Objects.requireNonNull(executor, "executor")),
        tellsInternalErrors);
  }

  /**
   * Callers get the messages of all exceptions, also of those that the operation does not declare,
   * which may tell them more of the service's inside than you want. Never their stack traces.
   */
  public ServiceOptions withInternalErrorsTold() {
    return new ServiceOptions(concurrency, executor, true);
  }

  int concurrency() {
    return concurrency > 0 ? concurrency : executor.isPresent() ? Integer.MAX_VALUE : 1;
  }

  Optional<Executor> executor() {
    return executor;
  }

  boolean tellsInternalErrors() {
    return tellsInternalErrors;
  }
}
