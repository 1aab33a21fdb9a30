package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.ClosedOnConnectException;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.transport.UnsupportedVersionException;
import io.mqttremoting.internal.wire.Message;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ConnectorTest {
  private static final ConnectOptions OPTIONS =
      new ConnectOptions(
          URI.create("tcp://broker:1"),
          "c1",
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          new Message("will", new byte[0], 1, true),
          Security.DEFAULT);

  private final List<MqttVersion> tried = new ArrayList<>();
  private boolean known; // there was a connection
  private final Factory mqtt5 = new Factory(MqttVersion.MQTT_5);
  private final Factory mqtt3 = new Factory(MqttVersion.MQTT_3_1_1);
  private final Transport.Listener listener =
      new Transport.Listener() {
        @Override
        public void onMessage(Message message) {}

        @Override
        public void onLost(Throwable cause) {}
      };

  private final Logger logger = (Logger) LoggerFactory.getLogger(Connector.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  /** Fails as the test says, or makes connections that do nothing. */
  private final class Factory implements TransportFactory {
    private final MqttVersion version;
    private TransportException failure;

    Factory(MqttVersion version) {
      this.version = version;
    }

    @Override
    public MqttVersion version() {
      return version;
    }

    @Override
    public Transport connect(ConnectOptions options, Transport.Listener given)
        throws TransportException {
      assertEquals(OPTIONS.withBroker(OPTIONS.uri(), null, known), options);
      known |= failure == null;
      assertSame(listener, given);
      tried.add(version);
      if (failure != null) {
        throw failure;
      }
      return new IdleTransport(version);
    }
  }

  @BeforeEach
  void listenToLog() {
    logged.start();
    logger.addAppender(logged);
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
  }

  @AfterEach
  void leaveLog() {
    logger.setAdditive(true);
    logger.setLevel(null);
    logger.detachAppender(logged);
  }

  private List<String> log() {
    return logged.list.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  private static Connector connector(List<TransportFactory> factories) {
    return new Connector(
        BrokerChoice.inTurn(List.of(OPTIONS.uri())).withResolver(host -> List.of()), factories);
  }

  private static UnsupportedVersionException unsupported() {
    return new UnsupportedVersionException("not spoken", null);
  }

  private static MqttVersion versionOf(Connector connector, Transport.Listener listener)
      throws TransportException {
    try (Transport transport = connector.connect(OPTIONS, listener)) {
      return transport.version();
    }
  }

  private TransportException failureOf(Connector connector) {
    return assertThrows(TransportException.class, () -> connector.connect(OPTIONS, listener));
  }

  @Test
  void theFirstVersionIfTheBrokerSpeaksIt() throws TransportException {
    Connector connector = connector(List.of(mqtt5, mqtt3));
    assertEquals(MqttVersion.MQTT_5, versionOf(connector, listener));
    assertEquals(MqttVersion.MQTT_5, versionOf(connector, listener));
    assertEquals(List.of(MqttVersion.MQTT_5, MqttVersion.MQTT_5), tried);
    assertEquals(List.of(), log());
  }

  @Test
  void theNextVersionForGoodIfTheBrokerDoesNot() throws TransportException {
    mqtt5.failure = unsupported();
    Connector connector = connector(List.of(mqtt5, mqtt3));
    for (int i = 0; i < 3; i++) {
      assertEquals(MqttVersion.MQTT_3_1_1, versionOf(connector, listener));
    }
    assertEquals(
        List.of(
            MqttVersion.MQTT_5,
            MqttVersion.MQTT_3_1_1,
            MqttVersion.MQTT_3_1_1,
            MqttVersion.MQTT_3_1_1),
        tried);
    assertEquals(
        List.of(
            "INFO tcp://broker:1 does not speak MQTT "
                + MqttVersion.MQTT_5
                + "; MQTT "
                + MqttVersion.MQTT_3_1_1
                + " is used from now on"),
        log());
  }

  @Test
  void noOtherVersionOnOtherFailures() throws TransportException {
    mqtt5.failure = new TransportException(ErrorCode.UNAVAILABLE, "refused", null);
    Connector connector = connector(List.of(mqtt5, mqtt3));
    assertSame(mqtt5.failure, failureOf(connector));
    mqtt5.failure = new TransportException(ErrorCode.PERMISSION_DENIED, "not you", null);
    assertSame(mqtt5.failure, failureOf(connector));
    mqtt5.failure = null;
    assertEquals(MqttVersion.MQTT_5, versionOf(connector, listener));
    assertEquals(List.of(MqttVersion.MQTT_5, MqttVersion.MQTT_5, MqttVersion.MQTT_5), tried);
    assertEquals(List.of(), log());
  }

  @Test
  void theVersionIsRememberedEvenIfItFailsItself() throws TransportException {
    mqtt5.failure = unsupported();
    mqtt3.failure = new TransportException(ErrorCode.UNAVAILABLE, "refused", null);
    Connector connector = connector(List.of(mqtt5, mqtt3));
    assertSame(mqtt3.failure, failureOf(connector));
    mqtt3.failure = null;
    assertEquals(MqttVersion.MQTT_3_1_1, versionOf(connector, listener));
    assertEquals(
        List.of(MqttVersion.MQTT_5, MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_3_1_1), tried);
    assertEquals(1, log().size());
  }

  @Test
  void afterTheLastVersionThereIsNone() {
    mqtt3.failure = unsupported();
    Connector connector = connector(List.of(mqtt3));
    assertSame(mqtt3.failure, failureOf(connector));
    assertSame(mqtt3.failure, failureOf(connector));
    mqtt5.failure = unsupported();
    assertSame(mqtt3.failure, failureOf(connector(List.of(mqtt5, mqtt3))));
    assertEquals(1, log().size());
  }

  private static ClosedOnConnectException closed() {
    return new ClosedOnConnectException("closed", null);
  }

  @Test
  void theNextVersionForGoodIfTheBrokerClosesTheFirstConnection() throws TransportException {
    mqtt5.failure = closed();
    Connector connector = connector(List.of(mqtt5, mqtt3));
    assertEquals(MqttVersion.MQTT_3_1_1, versionOf(connector, listener));
    assertEquals(MqttVersion.MQTT_3_1_1, versionOf(connector, listener));
    assertEquals(
        List.of(MqttVersion.MQTT_5, MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_3_1_1), tried);
    assertEquals(
        List.of(
            "INFO tcp://broker:1 closes connections that begin with MQTT "
                + MqttVersion.MQTT_5
                + "; MQTT "
                + MqttVersion.MQTT_3_1_1
                + " is used from now on"),
        log());
  }

  @Test
  void theFirstVersionAgainIfTheBrokerClosesWhateverIsTried() throws TransportException {
    mqtt5.failure = closed();
    mqtt3.failure = new TransportException(ErrorCode.UNAVAILABLE, "refused", null);
    Connector connector = connector(List.of(mqtt5, mqtt3));
    TransportException failure = failureOf(connector);
    assertSame(mqtt3.failure, failure);
    assertEquals(List.of(mqtt5.failure), List.of(failure.getSuppressed()));
    mqtt5.failure = null;
    assertEquals(MqttVersion.MQTT_5, versionOf(connector, listener));
    assertEquals(List.of(MqttVersion.MQTT_5, MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5), tried);
    assertEquals(List.of(), log());
  }

  /** Someone who can make the broker close a connection must not be able to switch MQTT 5 off. */
  @Test
  void noOtherVersionOnceTheBrokerHasSpokenThisOne() throws TransportException {
    Connector connector = connector(List.of(mqtt5, mqtt3));
    assertEquals(MqttVersion.MQTT_5, versionOf(connector, listener));
    mqtt5.failure = closed();
    assertSame(mqtt5.failure, failureOf(connector));
    assertEquals(List.of(MqttVersion.MQTT_5, MqttVersion.MQTT_5), tried);
  }
}
