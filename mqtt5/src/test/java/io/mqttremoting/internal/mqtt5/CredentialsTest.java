package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.Credentials;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.Mosquitto;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** User names and passwords: who may connect, and that passwords are shown nowhere. */
@ParameterizedClass
@EnumSource(MqttVersion.class)
@Timeout(60)
class CredentialsTest {
  private static final String USER = TestUsers.CLIENT;
  private static final String RIGHT = TestUsers.password(USER);
  private static final String WRONG = "wr0ng-" + RIGHT;

  private static Mosquitto broker;

  private final MqttVersion version;

  CredentialsTest(MqttVersion version) {
    this.version = version;
  }

  @BeforeAll
  static void start() {
    broker = Mosquitto.start(TestUsers.settings());
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  private ConnectionBuilder connection() {
    return MqttRemoting.connection(broker.uri().toString()).mqttVersion(version);
  }

  private static String trace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static RemotingException assertDenied(ConnectionBuilder connection, String reason) {
    RemotingException e = assertThrows(RemotingException.class, connection::connect);
    assertEquals(ErrorCode.PERMISSION_DENIED, e.code(), e::toString);
    assertTrue(
        e.reason().startsWith("cannot connect to " + broker.uri() + ": " + reason), e.reason());
    assertFalse(trace(e).contains(RIGHT), () -> trace(e)); // the wrong password contains it
    return e;
  }

  @Test
  void aKnownUserGetsIn() {
    try (RemotingConnection connection = connection().credentials(USER, RIGHT).connect()) {
      assertEquals(Optional.of(version), connection.mqttVersion());
    }
  }

  @Test
  void aWrongPasswordIsDenied() {
    assertDenied(
        connection().credentials(USER, WRONG),
        "it refuses user 'hello-client' with this password (");
  }

  @Test
  void aUserWithoutAPasswordIsSentAsOne() {
    assertDenied(
        connection().credentials(USER, null),
        "it refuses user 'hello-client' without a password (");
  }

  @Test
  void whoHasNoCredentialsIsDenied() {
    assertDenied(connection(), "it refuses connections without a user (");
  }

  @Test
  void aWrongPasswordIsNoOldBroker() {
    try (LogCapture log = LogCapture.ofEverybody(Level.INFO)) {
      assertDenied(
          MqttRemoting.connection(broker.uri().toString()).credentials(USER, WRONG),
          "it refuses user 'hello-client' with this password (NOT_AUTHORIZED)");
      assertTrue(log.fullLines().stream().noneMatch(line -> line.contains("speak")), log::toString);
    }
  }

  @Test
  void theSupplierIsAskedAtEachAttempt() {
    Queue<String> tokens = new ConcurrentLinkedQueue<>(List.of(WRONG, RIGHT, WRONG, RIGHT));
    Supplier<Credentials> supplier = () -> Credentials.of(USER, tokens.remove());
    try (RemotingConnection connection = connection().credentials(supplier).build()) {
      assertEquals(4, tokens.size());
      assertEquals(
          ErrorCode.PERMISSION_DENIED,
          assertThrows(RemotingException.class, connection::connect).code());
      connection.connect();
      assertTrue(connection.isConnected());
      connection.connect(); // is connected already
      assertEquals(2, tokens.size());
    }
  }

  @Test
  void aSupplierThatFailsEndsTheAttempt() {
    AtomicInteger asked = new AtomicInteger();
    IllegalStateException failure = new IllegalStateException("the vault is sealed");
    Supplier<Credentials> supplier =
        () -> {
          if (asked.incrementAndGet() == 1) {
            throw failure;
          }
          return asked.get() == 2 ? null : Credentials.of(USER, RIGHT);
        };
    try (RemotingConnection connection = connection().credentials(supplier).build()) {
      NotConnectedException e = assertThrows(NotConnectedException.class, connection::connect);
      assertEquals("the credentials could not be supplied: the vault is sealed", e.reason());
      assertSame(failure, e.getCause().getCause());
      NotConnectedException none = assertThrows(NotConnectedException.class, connection::connect);
      assertEquals(
          "the credentials could not be supplied: the supplier returned null", none.reason());
      connection.connect();
      assertTrue(connection.isConnected());
    }
  }

  @Test
  void nobodySeesThePassword() {
    Queue<String> paho = new ConcurrentLinkedQueue<>();
    Logger logger = Logger.getLogger("org.eclipse.paho.client.mqttv3");
    Handler handler = new Keeper(paho);
    logger.addHandler(handler);
    logger.setLevel(java.util.logging.Level.ALL);
    logger.setUseParentHandlers(false);
    try (LogCapture log = LogCapture.ofEverybody(Level.TRACE)) {
      ConnectionBuilder settings = connection().credentials(USER, RIGHT);
      try (RemotingConnection connection = settings.connect()) {
        assertTrue(connection.isConnected());
      }
      assertDenied(connection().credentials(USER, WRONG), "");
      assertTrue(log.fullLines().stream().anyMatch(line -> line.contains("Connected to")));
      assertHidden(String.join("\n", log.fullLines()));
      assertHidden(String.join("\n", paho));
      assertEquals(version == MqttVersion.MQTT_3_1_1, !paho.isEmpty());
    } finally {
      logger.removeHandler(handler);
      logger.setLevel(null);
      logger.setUseParentHandlers(true);
    }
    assertEquals("credentials of user hello-client", Credentials.of(USER, RIGHT).toString());
  }

  private static void assertHidden(String text) {
    assertFalse(text.contains(RIGHT), text);
  }

  /** Collects what Paho logs, with everything that belongs to a line. */
  private static final class Keeper extends Handler {
    private final Queue<String> lines;

    Keeper(Queue<String> lines) {
      this.lines = lines;
      setLevel(java.util.logging.Level.ALL);
    }

    @Override
    public void publish(LogRecord line) {
      String more = line.getThrown() == null ? "" : trace(line.getThrown());
      lines.add(line.getMessage() + Arrays.deepToString(line.getParameters()) + "\n" + more);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
