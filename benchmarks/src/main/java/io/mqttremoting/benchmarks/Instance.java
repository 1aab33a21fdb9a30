package io.mqttremoting.benchmarks;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.ServiceOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A program that serves in a group, one call at a time. */
public final class Instance implements AutoCloseable {
  private static final String SERVING = "serving";

  private final Process process;

  private Instance(Process process) {
    this.process = process;
  }

  /** Starts one, which serves when this returns. */
  static Instance start(URI broker) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                ClassPath.current(),
                Instance.class.getName(),
                broker.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = process.inputReader(StandardCharsets.UTF_8).readLine();
    if (!SERVING.equals(said)) {
      process.destroyForcibly();
      throw new IOException("the instance says " + said);
    }
    return new Instance(process);
  }

  /** Kills it: it leaves without a word. */
  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Serves until the program ends that has started this. */
  public static void main(String[] args) throws IOException {
    MqttRemoting.connect(args[0]).serve(new Echo(), ServiceOptions.defaults().withGroup("naps"));
    System.out.println(SERVING);
    while (System.in.read() >= 0) { // until its end
    }
    System.exit(0);
  }
}
