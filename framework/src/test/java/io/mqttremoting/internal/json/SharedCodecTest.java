package io.mqttremoting.internal.json;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.module.SimpleModule;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A thousand connections with the same settings share one codec. */
class SharedCodecTest {
  @Test
  void equalSettingsHaveOneCodec() {
    SimpleModule module = new SimpleModule("shared");
    JsonAdditions additions = JsonAdditions.NONE.with(module).with(String.class, Object.class);
    JsonCodec codec = JsonCodec.shared(5000, additions);
    assertSame(
        codec,
        JsonCodec.shared(5000, JsonAdditions.NONE.with(module).with(String.class, Object.class)));
    assertNotSame(codec, JsonCodec.shared(5001, additions));
    assertNotSame(codec, JsonCodec.shared(5000, JsonAdditions.NONE));
    assertNotSame(codec, JsonCodec.shared(5000, JsonAdditions.NONE.with(module)));
    assertNotSame(
        codec,
        JsonCodec.shared(
            5000,
            JsonAdditions.NONE.with(new SimpleModule("shared")).with(String.class, Object.class)));
  }

  @Test
  void whatNobodyUsesAnyMoreIsFreed() throws InterruptedException {
    WeakReference<JsonCodec> codec =
        new WeakReference<>(JsonCodec.shared(6000, JsonAdditions.NONE));
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (codec.get() != null && end - System.nanoTime() > 0) {
      System.gc();
      Thread.sleep(1);
    }
    assertTrue(codec.get() == null, "it is kept");
  }

  /** Of which one may be the other, restarted. */
  @Test
  void twoProgramsInAJvmShareNone() {
    JsonCodec first = JsonCodec.shared(7000, JsonAdditions.NONE);
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    current.setContextClassLoader(new ClassLoader(before) {});
    try {
      JsonCodec second = JsonCodec.shared(7000, JsonAdditions.NONE);
      assertNotSame(first, second);
      assertSame(second, JsonCodec.shared(7000, JsonAdditions.NONE));
    } finally {
      current.setContextClassLoader(before);
    }
    assertSame(first, JsonCodec.shared(7000, JsonAdditions.NONE));
  }
}
