package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FenceTest {
  private final Fence fence = new Fence(FencedTransport.SETTINGS, () -> false, false);
  private final FencedTransport transport = new FencedTransport(fence::receive);

  /** A fence may come late from a broker that has just started and is busy. */
  @Test
  void aLateFenceShowsThatFencesComeBack() throws Exception {
    fence.use(transport);
    transport.keepsFences = true;
    assertFalse(fence.await());
    transport.keepsFences = false;
    assertFalse(fence.await(), "nobody waits again for what does not come");
    assertTrue(fence.receive(transport.kept.take()));
    assertTrue(fence.await());
  }
}
