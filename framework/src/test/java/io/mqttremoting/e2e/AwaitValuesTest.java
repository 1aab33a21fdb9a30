package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.RawClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AwaitValuesTest {
  private static final Duration SHORT = Duration.ofMillis(50);

  @RemoteInterface(module = "io.test.two", name = "Two")
  interface ITwo {
    @Property
    int getOne();

    @Property
    String getOther();
  }

  @Test
  void eachPropertyIsAwaited() throws Exception {
    try (Rig rig = new Rig()) {
      RawClient raw = rig.raw("raw");
      ITwo client = rig.connect("caller").client(ITwo.class);
      ClientHandle handle = ClientHandle.of(client);
      assertFalse(handle.awaitValues(SHORT));
      raw.retain("io.test.two/Two/prop/one", "7");
      Await.equal(7, client::getOne);
      assertFalse(handle.awaitValues(SHORT));
      CompletableFuture<Boolean> waiting = new CompletableFuture<>();
      Thread waiter =
          new Thread(
              () -> {
                try {
                  waiting.complete(handle.awaitValues(Await.DEADLINE));
                } catch (InterruptedException e) {
                  waiting.completeExceptionally(e);
                }
              });
      waiter.start();
      raw.retain("io.test.two/Two/prop/other", "\"x\"");
      assertTrue(Await.result(waiting));
      assertEquals("x", client.getOther());
      assertTrue(handle.awaitValues(Duration.ZERO));
      waiter.join();
    }
  }
}
