package io.mqttremoting.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.world.Hello;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher with a jar like that of a release. */
class LauncherTest {
  @TempDir private Path directory;
  private Mosquitto broker;
  private RemotingConnection connection;

  @BeforeEach
  void install() throws Exception {
    Files.copy(Path.of("mqtt-remoting"), directory.resolve("mqtt-remoting"));
    broker = Mosquitto.start();
    connection = MqttRemoting.connect(broker.uri().toString());
    connection.serve(new Hello());
  }

  @AfterEach
  void close() {
    connection.close();
    broker.close();
  }

  /** A jar whose class path has all of this program, as jars: an archive allows no folders. */
  private void makeJar() throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        Path jar = directory.resolve("classes" + jars.size() + ".jar");
        pack(path, jar, new Manifest());
        path = jar;
      }
      jars.add(path.toUri().toString());
    }
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", jars));
    Path empty = Files.createDirectory(directory.resolve("empty"));
    pack(empty, directory.resolve("mqtt-remoting.jar"), manifest);
  }

  private static void pack(Path folder, Path jar, Manifest manifest) throws IOException {
    manifest.getMainAttributes().putIfAbsent(Attributes.Name.MANIFEST_VERSION, "1.0");
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(jar));
        JarOutputStream out = new JarOutputStream(file, manifest);
        Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(path).toString();
        if (!name.equals("module-info.class") && !name.equals("META-INF/MANIFEST.MF")) {
          out.putNextEntry(new JarEntry(name));
          Files.copy(path, out);
        }
      }
    }
  }

  private record Run(int code, List<String> lines) {}

  private Process start(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", directory + "/mqtt-remoting"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "MQTT_REMOTING_URI", broker.uri().toString(),
                "XDG_CACHE_HOME", directory.resolve("cache").toString(),
                "XDG_CONFIG_HOME", directory.toString(),
                "JAVA_HOME", System.getProperty("java.home")));
    return builder.start();
  }

  private Run run(String... words) throws Exception {
    Process process = start(words);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS));
    return new Run(process.exitValue(), output.lines().toList());
  }

  private List<Path> archives() throws IOException {
    Path cache = directory.resolve("cache/mqtt-remoting");
    if (!Files.exists(cache)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(cache)) {
      return files.toList();
    }
  }

  @Tag("long")
  @Test
  void theFirstAnswerMakesAnArchiveThatLaterOnesUse() throws Exception {
    makeJar();
    Run first = run("get", "io.world/Hello.last");
    assertEquals(new Run(0, List.of("{\"content\":\"\"}")), first);
    List<Path> made = archives();
    assertEquals(1, made.size(), made::toString);
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(made.get(0).getParent())));
    assertEquals(first, run("get", "io.world/Hello.last"));
    assertEquals(made, archives());
  }

  /** As Ctrl-C does; but a process in the background may ignore SIGINT. */
  @Test
  void aSignalEndsAServiceInAnOrderlyWay() throws Exception {
    makeJar();
    Process mock = start("mock", "--like", "io.world/Hello", "--name", "Mock");
    try {
      CliSession cli = new CliSession(broker.uri().toString());
      cli.run("wait", "io.world/Mock").printed();
      new ProcessBuilder("kill", "-TERM", Long.toString(mock.pid())).start().waitFor();
      assertTrue(mock.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS));
      assertEquals(143, mock.exitValue());
      assertEquals(
          List.of("OFFLINE"),
          cli.run("list", "--json", "Mock").out().stream()
              .map(line -> line.replaceAll(".*\"state\":\"(\\w+)\".*", "$1"))
              .toList());
    } finally {
      mock.destroyForcibly();
    }
  }

  @Test
  void withoutAJarItSaysHowToBuildIt() throws Exception {
    assertEquals(
        new Run(
            4,
            List.of(
                "mqtt-remoting: there is no "
                    + directory.toRealPath()
                    + "/target/mqtt-remoting.jar; build it with: mvn -pl cli -am package"
                    + " -DskipTests")),
        run("list"));
  }
}
