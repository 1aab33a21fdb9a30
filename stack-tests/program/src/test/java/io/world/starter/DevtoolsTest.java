package io.world.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.testbroker.EmbeddedBroker;
import io.world.restarted.ICounter;
import io.world.restarted.RestartedProgram;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/**
 * A program with devtools, whose classes change while it runs. Boot itself keeps those of the first
 * start, for the end of the JVM.
 */
class DevtoolsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir Path classes;

  @Test
  void afterARestartNothingOfTheLastStartRemains() throws Exception {
    FileSystemUtils.copyRecursively(directory(), classes);
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        RemotingConnection connection = MqttRemoting.connect(broker.uri().toString())) {
      ICounter counter = connection.client(ICounter.class);
      Process program = start(broker);
      try {
        assertThat(ClientHandle.of(counter).awaitAvailable(DEADLINE)).isTrue();
        for (int starts = 2; starts <= 3; starts++) {
          String last = counter.starts().clientId();
          change();
          awaitStarts(counter, starts);
          assertThat(connection.discover(Duration.ofSeconds(1)))
              .filteredOn(each -> each.state() == ServiceInfo.State.ONLINE)
              .extracting(ServiceInfo::clientId)
              .containsExactly(Optional.of(counter.starts().clientId()));
          assertThat(counter.starts().hasOwnLoader()).isTrue();
          assertThat(broker.disconnect(last)).as("it was connected").isFalse();
        }
        await().atMost(DEADLINE).until(() -> !counter.starts().kept().contains(2));
      } finally {
        program.destroy();
        program.waitFor();
      }
    }
  }

  private static Path directory() throws Exception {
    return Path.of(
        RestartedProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private Process start(EmbeddedBroker broker) throws Exception {
    List<String> path = new ArrayList<>(List.of(classes.toString()));
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (each.endsWith(".jar")) {
        path.add(each);
      }
    }
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:SoftRefLRUPolicyMSPerMB=0", // Spring's caches are soft references
            "-classpath",
            String.join(File.pathSeparator, path),
            RestartedProgram.class.getName(),
            "--mqtt.remoting.uris=" + broker.uri(),
            "--spring.main.web-application-type=none",
            "--spring.devtools.livereload.enabled=false",
            "--spring.devtools.restart.poll-interval=200ms",
            "--spring.devtools.restart.quiet-period=100ms")
        .redirectErrorStream(true)
        .redirectOutput(Path.of("target", "restarted.log").toFile())
        .start();
  }

  /** As a compiler does it. */
  private void change() throws IOException {
    Path changed = classes.resolve("io/world/restarted/Counter.class");
    FileTime last = Files.getLastModifiedTime(changed);
    FileTime now = FileTime.from(Instant.now());
    assertThat(now).isGreaterThan(last);
    Files.setLastModifiedTime(changed, now);
  }

  private static void awaitStarts(ICounter counter, int starts) {
    await()
        .atMost(DEADLINE)
        .ignoreExceptions() // calls fail while it restarts
        .until(() -> counter.starts().count() == starts);
  }
}
