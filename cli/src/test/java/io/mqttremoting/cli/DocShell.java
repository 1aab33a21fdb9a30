package io.mqttremoting.cli;

import io.mqttremoting.cli.terminal.Surroundings;
import io.mqttremoting.cli.terminal.Terminal;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Runs an example of the docs like a shell: commands after {@code $}, in the background with {@code
 * &}, {@code cat} of a file, {@code echo $?}. Commands in the background are ended at the end of
 * the example, and what they printed follows.
 */
final class DocShell {
  private static final String PROMPT = "$ ";
  private static final String URI = "tcp://localhost:1883";

  private final Mosquitto broker;
  private final Path directory;
  private final List<Command> background = new ArrayList<>();
  private int code;

  DocShell(Mosquitto broker, Path directory) {
    this.broker = broker;
    this.directory = directory;
  }

  /** Runs an example, and returns what the terminal then shows. */
  List<String> run(List<String> example) throws Exception {
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < example.size(); i++) {
      String line = example.get(i);
      if (line.startsWith(PROMPT)) {
        List<String> output =
            example.subList(i + 1, example.size()).stream()
                .takeWhile(each -> !each.startsWith(PROMPT))
                .toList();
        shown.add(line);
        run(line, output, shown);
      }
    }
    endBackground(shown);
    return shown;
  }

  private void run(String line, List<String> expected, List<String> shown) throws Exception {
    if (line.equals("$ echo $?")) {
      shown.add(Integer.toString(code));
    } else if (line.startsWith("$ cat ")) {
      Files.write(directory.resolve(line.substring("$ cat ".length())), expected);
      shown.addAll(expected);
    } else if (line.endsWith(" &")) {
      Command command = new Command(words(line.replaceFirst(" &$", "")));
      background.add(command);
      command.awaitReady();
    } else {
      Command command = new Command(words(line));
      code = command.end();
      shown.addAll(command.lines());
      if (expected.size() > command.lines().size()) { // the rest comes from the background
        endBackground(shown);
      }
    }
  }

  private void endBackground(List<String> shown) {
    for (Command command : background) {
      command.endInBackground();
      shown.addAll(command.lines());
    }
    background.clear();
  }

  /** The words of a line, as bash reads them; files are in the directory. */
  private List<String> words(String line) throws IOException {
    Process bash =
        new ProcessBuilder("bash", "-c", "printf '%s\\0' " + line.substring(PROMPT.length()))
            .redirectErrorStream(true)
            .start();
    String all = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Arrays.stream(all.split("\0"))
        .skip(1)
        .map(
            word ->
                word.matches("[a-z.]+\\.(yaml|jsonl?)|src")
                    ? directory.resolve(word).toString()
                    : word)
        .toList();
  }

  /** The lines without what differs from run to run. */
  static List<String> normalized(List<String> lines) {
    return lines.stream()
        .map(line -> line.replaceAll("\\d\\d:\\d\\d:\\d\\d\\.\\d{3}", "TIME"))
        .map(line -> line.replaceAll("up \\d+ \\w+$", "up"))
        .map(line -> line.replaceAll("\\d+\\.\\d ms", "N ms"))
        .map(line -> line.replaceAll("^\\d+ messages$", "N messages"))
        .map(line -> line.replaceAll("\"since\":\"[^\"]*\"", "since"))
        .toList();
  }

  /** A run of the program. */
  private final class Command {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final List<String> words;
    private final Terminal terminal;

    Command(List<String> words) {
      this.words = words;
      PrintStream both = new PrintStream(output, true, StandardCharsets.UTF_8);
      terminal =
          new Terminal(
              new BufferedReader(new StringReader("")),
              both,
              both,
              new Surroundings(
                  Map.of("MQTT_REMOTING_URI", URI.replace("1883", broker.port() + "")),
                  directory,
                  Clock.systemUTC(),
                  false,
                  false,
                  false));
      Thread thread =
          new Thread(
              () ->
                  ended.complete(
                      new CommandLineProgram(terminal).run(words.toArray(String[]::new))),
              "command");
      thread.setDaemon(true);
      thread.start();
    }

    /** Waits until it serves, records or watches. */
    void awaitReady() {
      int first = words.get(0).equals("replay") ? 2 : 1;
      Await.until(() -> words + " is ready: " + lines(), () -> lines().size() >= first);
      if (words.get(0).equals("record")) {
        Path file = Path.of(words.get(2));
        Await.until("the first value is recorded", () -> contains(file, "\"prop/last\""));
      }
    }

    /** Waits until it has printed all; one that does not end by itself is ended. */
    void endInBackground() {
      if (words.get(0).equals("record")) {
        Path file = Path.of(words.get(2));
        Await.until("the reply is recorded", () -> contains(file, "rpc/say/", "/result"));
      }
      if (!words.contains("--count")) {
        terminal.stop().request();
      }
      end();
    }

    int end() {
      return Await.result(ended);
    }

    List<String> lines() {
      return output
          .toString(StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replace(directory + "/", ""))
          .map(line -> line.replaceAll("(localhost:|-p )" + broker.port(), "$11883"))
          .toList();
    }

    private boolean contains(Path file, String... parts) {
      try {
        return Files.readAllLines(file).stream()
            .anyMatch(line -> Arrays.stream(parts).allMatch(line::contains));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
