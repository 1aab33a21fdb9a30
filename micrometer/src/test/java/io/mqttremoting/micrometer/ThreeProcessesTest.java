package io.mqttremoting.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.micrometer.TracedProcess.Line;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One trace over three processes: this one calls service A in a second, which calls service B in a
 * third, which raises a signal, which this one handles.
 */
@Tag("long")
@Timeout(120) // reading from a process may hang
class ThreeProcessesTest {
  private final Mosquitto broker = Mosquitto.start();
  private final List<Process> processes = new ArrayList<>();
  private final Traces traces = new Traces();

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
    traces.close();
    broker.close();
  }

  private BufferedReader start(MqttVersion version, String name) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", // starts faster
            "-cp",
            System.getProperty("java.class.path"),
            TracedProcess.class.getName(),
            broker.uri().toString(),
            version.name(),
            name);
    Process process = builder.redirectErrorStream(true).start();
    processes.add(process);
    return process.inputReader(StandardCharsets.UTF_8);
  }

  private static List<Line> read(BufferedReader output, int count) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(Line.parse(output.readLine()));
    }
    return lines;
  }

  private static Line line(List<Line> lines, String name) {
    return lines.stream()
        .filter(line -> line.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + lines));
  }

  @ParameterizedTest
  @EnumSource
  void callsAndSignalsOfThreeProcessesAreOneTrace(MqttVersion version) throws Exception {
    BufferedReader b = start(version, "B");
    BufferedReader a = start(version, "A");
    assertEquals("serving", b.readLine());
    assertEquals("serving", a.readLine());
    try (RemotingConnection connection =
        RemotingObservation.with(traces.registry)
            .withSignals()
            .applyTo(MqttRemoting.connection(broker.uri().toString()).mqttVersion(version))
            .connect()) {
      IHello toA = connection.client(IHello.class, "A");
      assertTrue(ClientHandle.of(toA).awaitAvailable(Await.DEADLINE));
      CompletableFuture<String> heard = new CompletableFuture<>();
      connection.client(IHello.class, "B").onSaid(heard::complete);

      assertEquals("A says hi".length(), toA.say("hi"));
      assertEquals("A says hi", Await.result(heard));
      SpanData call = traces.await(SpanKind.CLIENT, "io.world.Hello/say");
      SpanData handled = traces.await(SpanKind.CONSUMER, "handle io.world.Hello/said");
      List<Line> inA = read(a, 2);
      List<Line> inB = read(b, 2);

      Line serverA = line(inA, "SERVER io.world.Hello/say");
      Line clientA = line(inA, "CLIENT io.world.Hello/say");
      Line serverB = line(inB, "SERVER io.world.Hello/say");
      Line signalB = line(inB, "PRODUCER publish io.world.Hello/said");
      assertEquals("0000000000000000", call.getParentSpanId());
      assertEquals(call.getSpanId(), serverA.parent());
      assertEquals(serverA.span(), clientA.parent());
      assertEquals(clientA.span(), serverB.parent());
      assertEquals(serverB.span(), signalB.parent());
      for (Line each : List.of(serverA, clientA, serverB, signalB)) {
        assertEquals(call.getTraceId(), each.trace(), each.toString());
      }
      if (version == MqttVersion.MQTT_5) {
        assertEquals(call.getTraceId(), handled.getTraceId());
        assertEquals(signalB.span(), handled.getParentSpanId());
      } else { // a signal has no envelope in MQTT 3.1.1
        assertEquals("0000000000000000", handled.getParentSpanId());
      }
    }
  }
}
