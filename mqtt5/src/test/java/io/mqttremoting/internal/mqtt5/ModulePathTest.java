package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.TestBroker;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** User programs that are modules, as they start with {@code module-info.java}. */
@Tag("long")
@Timeout(120)
class ModulePathTest {
  /** The files that come with {@code mqtt-remoting}, and with its MQTT 5 module. */
  private static final String CORE =
      ".*/(framework/target/classes|annotations/target/classes|mqtt-remoting-(\\d|annotations)[^/]*"
          + "|jackson-[^/]*|byte-buddy-\\d[^/]*|slf4j-api-[^/]*|org\\.eclipse\\.paho[^/]*)";

  private static final String MQTT5 =
      CORE
          + "|.*/(mqtt5/target/classes|hivemq-[^/]*|netty-[^/]*|rxjava-[^/]*|reactive-streams-[^/]*"
          + "|jctools-[^/]*|dagger-[^/]*|javax\\.inject-[^/]*|annotations-\\d[^/]*)";

  private static final String INTERFACES =
      """
      package user;

      import io.mqttremoting.api.*;
      import java.util.function.Consumer;

      @RemoteInterface
      interface IGreeter {
        record Greeting(String text, int times) {}

        @Operation
        Greeting greet(String name);

        @Property
        Greeting getLast();

        @Property
        Subscription onLastChanged(Consumer<Greeting> handler);
      }
      """;

  private static final String MAIN =
      """
      package user;

      import io.mqttremoting.*;
      import io.mqttremoting.api.*;
      import java.util.function.Consumer;

      public class Main {
        static class Greeter implements IGreeter {
          private final ObservableValue<Greeting> last = new ObservableValue<>(new Greeting("", 0));

          @Override
          public Greeting greet(String name) {
            last.set(new Greeting(name, last.get().times() + 1));
            return last.get();
          }

          @Override
          public Greeting getLast() {
            return last.get();
          }

          @Override
          public Subscription onLastChanged(Consumer<Greeting> handler) {
            return last.onChange(handler);
          }
        }

        public static void main(String[] args) {
          try (RemotingConnection connection = MqttRemoting.connection(args[0]).connect()) {
            connection.serve(new Greeter());
            IGreeter greeter = connection.client(IGreeter.class);
            System.out.println(greeter.greet("modules") + " " + greeter.getLast());
          }
        }
      }
      """;

  private static final String CLOSED_MAIN =
      """
      package user;

      import io.mqttremoting.*;

      public class Main {
        public static void main(String[] args) {
          try (RemotingConnection connection = MqttRemoting.connection(args[0]).connect()) {
            tell(() -> connection.serve(new Greeting()));
            tell(() -> connection.client(IGreeting.class));
          }
        }

        private static void tell(Runnable failing) {
          try {
            failing.run();
          } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
          }
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void aModuleServesAndCalls() throws Exception {
    try (TestBroker broker = Mosquitto.start()) {
      compile("module user { requires io.mqttremoting; opens user; }", "IGreeter", INTERFACES);
      String expected = "Greeting[text=modules, times=1] Greeting[text=modules, times=1]\n";
      assertEquals(expected, run(CORE, broker));
      assertEquals(expected, run(MQTT5, broker));
    }
  }

  @Test
  void aPackageThatIsNotOpenIsNamedByServeAndClient() throws Exception {
    write("Main.java", CLOSED_MAIN);
    write(
        "Greeting.java",
        "package user; class Greeting implements IGreeting { public void greet() {} }");
    compile(
        "module user { requires io.mqttremoting; exports user; }",
        "IGreeting",
        """
        package user;

        import io.mqttremoting.api.*;

        @RemoteInterface
        public interface IGreeting {
          @Operation
          void greet();
        }
        """);
    String sentence =
        """
        user.IGreeting cannot be a remote interface, a rule is broken:
        - IGreeting is in a package that is not open to this library; add "opens user;" to the\
         module-info.java of user
        """;
    try (TestBroker broker = Mosquitto.start()) {
      assertEquals(sentence + sentence, run(CORE, broker));
    }
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("src")).resolve(file), text);
  }

  private void compile(String module, String name, String text) throws IOException {
    write("module-info.java", module);
    write(name + ".java", text);
    if (!Files.exists(folder.resolve("src/Main.java"))) {
      write("Main.java", MAIN);
    }
    Stream<String> options =
        Stream.of("-parameters", "-p", modulePath(CORE), "-d", folder.resolve("out").toString());
    List<Path> sources;
    try (Stream<Path> files = Files.list(folder.resolve("src"))) {
      sources = files.toList();
    }
    PrintWriter out = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int result =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                out,
                out,
                Stream.concat(options, sources.stream().map(Path::toString))
                    .toArray(String[]::new));
    assertEquals(0, result);
  }

  private static String modulePath(String entries) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.replace('\\', '/').matches(entries))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** What the program prints, except its log. */
  private String run(String entries, TestBroker broker) throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // starts faster
                "-p",
                folder.resolve("out") + File.pathSeparator + modulePath(entries),
                "-m",
                "user/user.Main",
                broker.uri().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(program.waitFor(40, TimeUnit.SECONDS), "the program does not end");
      assertEquals(0, program.exitValue(), printed);
      return printed;
    } finally {
      program.destroyForcibly();
    }
  }
}
