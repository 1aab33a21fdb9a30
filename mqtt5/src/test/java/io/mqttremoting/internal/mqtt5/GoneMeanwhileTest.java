package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A service dies while its client is disconnected; the client learns of it after its reconnect. */
@Tag("long")
@Timeout(60)
class GoneMeanwhileTest {
  private static final Duration NEVER = Duration.ofHours(1);

  @RegisterExtension private final Opened opened = new Opened();

  @ParameterizedTest
  @EnumSource
  void anOpenCallEndsAsSoonAsTheClientIsBack(MqttVersion version) throws Exception {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    FaultyWire wire = opened.closedLater(new FaultyWire(broker.uri(), "service"));
    FaultyWire clientWire = opened.closedLater(new FaultyWire(broker.uri(), "client"));
    Everything service = new Everything();
    RemotingConnection serving =
        opened.closedLater(
            Combination.connection(wire.uri(), Optional.of(version))
                .clientId("server")
                .reconnectAttempts(0)
                .connect());
    serving.serve(service);
    RemotingConnection calling =
        opened.closedLater(
            Combination.connection(clientWire.uri(), Optional.of(version))
                .callTimeout(Duration.ofSeconds(30))
                .reconnectDelays(NEVER, NEVER) // the test reconnects it
                .connect());
    IEverything client = calling.client(IEverything.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    CompletableFuture<String> call = client.held();
    Await.until("the service has the call", () -> !service.held.isEmpty());

    clientWire.drop();
    Await.until("the client has no connection", () -> !calling.isConnected());
    RawClient raw = opened.closedLater(new RawClient(broker.uri()));
    raw.subscribe("_remoting/server");
    assertTrue(RawClient.text(raw.next()).startsWith("{\"online\":true,"));
    wire.drop();
    assertTrue(RawClient.text(raw.next()).startsWith("{\"online\":false,"));
    assertFalse(call.isDone());
    calling.connect();
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> call.get(5, TimeUnit.SECONDS));
    ServiceUnavailableException gone =
        assertInstanceOf(ServiceUnavailableException.class, failed.getCause());
    assertEquals(
        "the service left, or its connection was lost, before the reply came; whether the call was"
            + " executed is not known",
        gone.reason());
    assertTrue(gone.wasSent());
  }
}
