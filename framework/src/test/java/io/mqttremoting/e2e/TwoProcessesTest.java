package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.testbroker.BrokerExtension;
import io.mqttremoting.testbroker.BrokerUri;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A service and a client in separate programs. */
@Tag("long")
@ExtendWith(BrokerExtension.class)
@Timeout(120) // reading from a process may hang
class TwoProcessesTest {
  private final String uri;
  private RemotingConnection here;
  private Process other;
  private BufferedReader output;

  TwoProcessesTest(@BrokerUri String uri) {
    this.uri = uri;
  }

  @BeforeEach
  void connect() {
    here = MqttRemoting.connect(uri);
  }

  @AfterEach
  void end() {
    other.destroyForcibly();
    here.close();
    RawClient raw = new RawClient(URI.create(uri), "raw");
    raw.forget("io.world/Hello/prop/last");
    raw.close();
  }

  private void start(String role) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", // starts faster
            "-cp",
            System.getProperty("java.class.path"),
            OtherProcess.class.getName(),
            role);
    builder.environment().put(MqttRemoting.URI_VARIABLE, uri);
    builder.redirectErrorStream(true);
    other = builder.start();
    output = other.inputReader(StandardCharsets.UTF_8);
  }

  private void assertEndsByItself() throws InterruptedException {
    assertTrue(other.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS), "it goes on for ever");
    assertEquals(0, other.exitValue());
  }

  @Test
  void serviceInAnotherProcess() throws Exception {
    start("service");
    assertEquals("serving", output.readLine());
    IHello hello = here.client(IHello.class);
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    Await.equal(new Message(""), hello::getLast);
    hello.onLastChanged(message -> events.add("last " + message.content()));
    hello.onJustSaid(message -> events.add("said " + message.content()));
    assertEquals(1, hello.say(new Message("hi"), When.NOW));
    assertEquals(new Message("hi"), hello.getLast());
    assertEquals("last hi", Await.next(events));
    assertEquals("said hi", Await.next(events));
    assertEquals(2, Await.result(hello.sayAsync(new Message("again"), When.NOW)));
    RefusedException refused =
        assertThrows(RefusedException.class, () -> hello.say(new Message("no"), When.NEVER));
    assertEquals("never is never", refused.getMessage());
    hello.setLast(new Message("set"));
    Await.equal(new Message("set"), hello::getLast);

    assertTrue(other.isAlive(), "what serves does not end by itself");
    other.outputWriter(StandardCharsets.UTF_8).append("\n").flush();
    assertEquals("closing", output.readLine());
    assertEndsByItself();
  }

  @Test
  void clientInAnotherProcess() throws Exception {
    Hello hello = new Hello();
    ServiceHandle handle = here.serve(hello);
    hello.setLast(new Message("retained"));
    start("client");
    assertEquals("found retained", output.readLine());
    assertEquals("1", output.readLine());
    assertEquals("last from another process", output.readLine());
    assertEquals("said from another process", output.readLine());
    assertEquals("2", output.readLine());
    assertEquals("refused: never is never", output.readLine());
    assertEquals("done", output.readLine());
    assertEndsByItself();
    assertEquals(new Message("set"), hello.getLast());
    handle.close();
  }
}
