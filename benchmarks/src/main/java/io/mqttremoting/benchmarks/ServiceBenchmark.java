package io.mqttremoting.benchmarks;

import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.MessageCounts;
import io.mqttremoting.internal.concurrent.Threads;
import io.mqttremoting.internal.concurrent.Turn;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.json.JsonAdditions;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.service.ServiceThreads;
import io.mqttremoting.internal.service.Services;
import io.mqttremoting.internal.service.ServingOptions;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.UserProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From a message to the implementation's method, and back, all in one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ServiceBenchmark {
  private static final String TOPICS = "io.mqttremoting.benchmarks/Echo/";
  private static final UserProperties PROFILE = UserProperties.of(Map.of("remoting", "1"));

  private final FakeBroker broker = new FakeBroker(message -> answered = message);
  private final Echo echo = new Echo();
  private Message answered;
  private BrokerConnection connection;
  private Services services;
  private ScheduledExecutorService timers;
  private long calls;

  /** Serves. */
  @Setup
  public void serve() throws Exception {
    timers = Threads.timers("timer");
    connection = broker.connection();
    services =
        new Services(
            connection,
            new JsonCodec(1024, JsonAdditions.NONE),
            new ServiceThreads(
                Runnable::run, timers, FakeBroker.watchdog(timers), new MessageCounts()),
            "session",
            Duration.ofSeconds(1),
            Duration.ZERO);
    services.serve(
        echo,
        List.of(IEcho.class),
        new Turn(Runnable::run, true),
        () -> new Bound(1000, 1_000_000),
        ServingOptions.DEFAULTS);
  }

  /** Ends it. */
  @TearDown
  public void close() {
    services.close();
    connection.close();
    timers.shutdownNow();
  }

  /** A request that becomes a call whose result is published. */
  @Benchmark
  public Message dispatch() {
    byte[] correlationData = Long.toHexString(calls++).getBytes(StandardCharsets.ISO_8859_1);
    broker.deliver(
        new Message(
            TOPICS + "rpc/echo",
            Payloads.RAW,
            0,
            false,
            new Message.Properties(
                TOPICS + "rpc/echo/caller/result", correlationData, 30, PROFILE)));
    return answered;
  }

  /** A signal, until it is published. */
  @Benchmark
  public Message signal() {
    echo.tick(Payloads.TEXT);
    return answered;
  }
}
