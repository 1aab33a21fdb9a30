package io.mqttremoting.micrometer;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.MqttVersion;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/**
 * A program with one service: {@code A} asks {@code B} and says what B says; B raises a signal. It
 * prints {@code serving}, and then a line for each span that ends. It ends when its input does.
 */
final class TracedProcess {
  private TracedProcess() {}

  /** Arguments: the broker, the MQTT version, the name of the service. */
  public static void main(String[] arguments) throws Exception {
    try (Traces traces = new Traces(new Printer());
        RemotingConnection connection =
            RemotingObservation.with(traces.registry)
                .withSignals()
                .applyTo(
                    MqttRemoting.connection(arguments[0])
                        .mqttVersion(MqttVersion.valueOf(arguments[1]))
                        .clientId(arguments[2]))
                .connect()) {
      connection.serve(
          service(connection, arguments[2]), ServiceOptions.defaults().withInstance(arguments[2]));
      System.out.println("serving");
      while (System.in.read() >= 0) {
        // until the test closes it
      }
    }
  }

  private static Hello service(RemotingConnection connection, String name) {
    Hello hello = new Hello();
    if (name.equals("A")) {
      IHello next = connection.client(IHello.class, "B");
      hello.saying = text -> next.say("A says " + text);
    } else {
      hello.saying =
          text -> {
            hello.raise(text);
            return text.length();
          };
    }
    return hello;
  }

  /** What a test needs of a span, in a line. */
  record Line(String trace, String span, String parent, String name) {
    static Line of(SpanData span) {
      return new Line(
          span.getTraceId(),
          span.getSpanId(),
          span.getParentSpanId(),
          span.getKind() + " " + span.getName());
    }

    static Line parse(String line) {
      String[] parts = line.split(" ", 4);
      return new Line(parts[0], parts[1], parts[2], parts[3]);
    }

    @Override
    public String toString() {
      return trace + " " + span + " " + parent + " " + name;
    }
  }

  private static final class Printer implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      spans.forEach(span -> System.out.println(Line.of(span)));
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
