package io.mqttremoting.benchmarks;

import io.mqttremoting.api.MqttVersion;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A program beside those of other libraries: a service and a client, each with a connection of its
 * own, of this library or of the MQTT library alone. For each line of the input with a number of
 * milliseconds, prints how many calls a second were made.
 */
public final class PeerProgram {
  private PeerProgram() {}

  /** A broker that another program has started. */
  private record Given(URI uri) implements Broker {
    @Override
    public String name() {
      return uri.toString();
    }

    @Override
    public List<MqttVersion> versions() {
      return List.of(MqttVersion.values());
    }

    @Override
    public void close() {} // the other program does
  }

  /**
   * Serves and calls until the end of the input.
   *
   * @param args the broker, the number of calls in flight, {@code ours} or {@code raw}, and the
   *     version of MQTT
   */
  public static void main(String[] args) throws Exception {
    Setting setting = new Setting(new Given(URI.create(args[0])), MqttVersion.valueOf(args[3]));
    Load load = new Load(1, Integer.parseInt(args[1]));
    Side.Maker ours = load.inFlight() == 1 ? Ours::blockingCalls : Ours::futureCalls;
    try (Side side = ("ours".equals(args[2]) ? ours : Raw.ECHO).open(setting, load)) {
      System.out.println("ready");
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(
            Meter.measure(side, Duration.ofMillis(Long.parseLong(line))).perSecond());
      }
    }
    System.exit(0); // the HiveMQ client's threads go on
  }
}
