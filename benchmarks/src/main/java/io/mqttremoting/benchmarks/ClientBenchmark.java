package io.mqttremoting.benchmarks;

import io.mqttremoting.api.ContractCheck;
import io.mqttremoting.internal.client.ClientInstance;
import io.mqttremoting.internal.client.ClientThreads;
import io.mqttremoting.internal.client.Clients;
import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.MessageCounts;
import io.mqttremoting.internal.concurrent.Threads;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.json.JsonAdditions;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.WireName;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.UserProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
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

/** From a proxy's method to the transport, and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ClientBenchmark {
  private static final String TOPICS = "io.mqttremoting.benchmarks/Echo/";
  private static final byte[] RESULT = utf8("\"" + Payloads.TEXT + "\"");
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final FakeBroker broker = new FakeBroker(this::answer);
  private BrokerConnection connection;
  private Clients clients;
  private ExecutorService workers;
  private ScheduledExecutorService timers;
  private IEcho echo;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Makes a client, and lets it know that a service is there. */
  @Setup
  public void connect() throws Exception {
    workers = Threads.workers("worker");
    timers = Threads.timers("timer");
    connection = broker.connection();
    clients =
        new Clients(
            connection,
            new JsonCodec(1024, JsonAdditions.NONE),
            Duration.ofSeconds(30),
            ContractCheck.WARN,
            new ClientThreads(
                workers,
                workers,
                timers,
                () -> new Bound(1000, 1000),
                FakeBroker.watchdog(timers),
                new MessageCounts()),
            List.of());
    echo = clients.client(IEcho.class, WireName.DECLARED, List.of());
    retain(TOPICS + "_status/service", "{\"online\":true,\"mappings\":[\"v5\"],\"memory\":\"m\"}");
    retain("_remoting/service", "{\"online\":true}");
    ClientInstance instance = Clients.instanceOf(echo).orElseThrow();
    if (!instance.awaitAvailable(PATIENCE)) {
      throw new IllegalStateException("the service isn't there");
    }
  }

  private void retain(String topic, String json) throws InterruptedException {
    broker.deliver(new Message(topic, utf8(json), 1, true));
    TimeUnit.MILLISECONDS.sleep(100); // for it to follow the service's connection
  }

  private void answer(Message request) {
    Message.Properties properties = request.properties();
    if (properties.responseTopic() != null) {
      broker.deliver(
          new Message(
              properties.responseTopic(),
              RESULT,
              0,
              false,
              new Message.Properties(null, properties.correlationData(), 0, UserProperties.NONE)));
    }
  }

  /** Ends it. */
  @TearDown
  public void close() {
    connection.close();
    clients.close();
    timers.shutdownNow();
    workers.shutdownNow();
  }

  /** A blocking call that is answered at once, in the same thread. */
  @Benchmark
  public String call() {
    return echo.echo(Payloads.TEXT);
  }

  /** A request to change a property, until it is published. */
  @Benchmark
  public void set() {
    echo.setText(Payloads.TEXT);
  }
}
