package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A stranger sends far more requests than a service has room for, while the first one blocks it.
 */
@Tag("long")
@Timeout(120)
class FloodTest {
  private static final int WAITING = 200;
  private static final int SENT = 1_500;
  private static final int AT_A_TIME = 100;
  private static final String LARGE = "x".repeat(60_000);

  /**
   * Of the 90 MB sent, only the waiting requests are kept; this leaves much room for everything
   * else.
   */
  private static final long MAX_GROWTH = 45_000_000;

  @RemoteInterface(module = "test.flood", name = "Slow")
  interface ISlow {
    @Operation
    int work(String what);
  }

  private static final class Slow implements ISlow {
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger worked = new AtomicInteger();

    @Override
    public int work(String what) {
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return worked.incrementAndGet();
    }
  }

  @RegisterExtension private final Opened opened = new Opened();

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void isRefusedAndHarmsNoOther(MqttVersion version) throws InterruptedException {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    Slow slow = new Slow();
    RemotingConnection serving =
        opened.closedLater(
            Combination.connection(broker.uri(), Optional.of(version))
                .queueCapacity(WAITING)
                .connect());
    serving.serve(slow);
    serving.serve(new Everything());
    IEverything other =
        opened
            .closedLater(Combination.connection(broker.uri(), Optional.of(version)).connect())
            .client(IEverything.class);
    assertTrue(ClientHandle.of(other).awaitAvailable(Await.DEADLINE));
    RawClient stranger = opened.closedLater(new RawClient(broker.uri()));
    stranger.subscribe("some/replies");

    long before = heap();
    int refused = 0;
    for (int sent = 0; sent < SENT; sent += AT_A_TIME) {
      List<CompletableFuture<?>> taken = new ArrayList<>();
      for (int i = 0; i < AT_A_TIME; i++) {
        taken.add(stranger.publishAsync(request(version, sent + i).qos(MqttQos.AT_LEAST_ONCE)));
      }
      taken.forEach(CompletableFuture::join);
      assertEquals("here", other.echo("here"));
      for (; refused < sent + AT_A_TIME - WAITING; refused++) {
        assertTrue(isRefusal(stranger.next()));
      }
    }
    long growth = heap() - before;
    assertTrue(growth < MAX_GROWTH, "the heap has grown by " + growth + " bytes");

    slow.released.countDown();
    for (int i = 0; i < WAITING; i++) {
      assertTrue(!isRefusal(stranger.next()));
    }
    assertEquals(WAITING, slow.worked.get());
    assertEquals("here", other.echo("here"));
  }

  private static Mqtt5PublishBuilder.Complete request(MqttVersion version, int number) {
    if (version == MqttVersion.MQTT_3_1_1) {
      return RawClient.message(
          "test.flood/Slow/rpc/v3/work",
          "{\"correlationData\":\"%d\",\"responseTopic\":\"some/replies\",\"data\":[\"%s\"]}"
              .formatted(number, LARGE));
    }
    return RawClient.message("test.flood/Slow/rpc/work", "[\"" + LARGE + "\"]")
        .responseTopic("some/replies")
        .correlationData(Integer.toString(number).getBytes(StandardCharsets.UTF_8))
        .userProperties()
        .add("remoting", "1")
        .applyUserProperties();
  }

  private static boolean isRefusal(Mqtt5Publish reply) {
    return (RawClient.text(reply) + RawClient.userProperties(reply)).contains("RESOURCE_EXHAUSTED");
  }

  /** The heap in use after a garbage collection, in bytes. */
  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
