package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.mqttremoting.api.MqttVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/**
 * A program that serves a counter when it is told to. It writes each call to a file before it
 * answers, so that one can read what it executed, however it ended.
 */
final class CounterProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  /** Starts the program; it does not serve yet. */
  CounterProcess(List<URI> brokers, String clientId, MqttVersion version, Path executed)
      throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // starts quicker
                "-cp",
                System.getProperty("java.class.path"),
                CounterProcess.class.getName(),
                brokers.stream().map(URI::toString).collect(Collectors.joining(",")),
                clientId,
                version.name(),
                executed.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Waits until it is ready to serve. */
  void awaitReady() throws IOException {
    assertEquals("ready", output.readLine(), "what the service says");
  }

  /** Tells it to serve, and waits until it has begun to; it may not be connected yet. */
  void serve() throws IOException {
    process.outputWriter(StandardCharsets.UTF_8).append("serve\n").flush();
    assertEquals("serving", output.readLine(), "what the service says");
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] args) throws IOException {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF); // nobody reads
    OutputStream file =
        Files.newOutputStream(
            Path.of(args[3]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    Counter counter = new Counter(call -> write(file, call + "\n"));
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    input.readLine();
    List<URI> brokers = Arrays.stream(args[0].split(",", -1)).map(URI::create).toList();
    Chaos.settings(brokers, args[1], MqttVersion.valueOf(args[2])).start().serve(counter);
    System.out.println("serving");
    input.readLine(); // ends when the parent process ends
    System.exit(0);
  }

  private static void write(OutputStream file, String line) {
    try {
      file.write(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
