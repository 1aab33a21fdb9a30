package io.mqttremoting.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OperationContextTest {
  @Test
  void outsideOfCallsNobodyGivesUp() {
    OperationContext none = OperationContext.current();
    assertEquals(Optional.empty(), none.timeLeft());
    none.cancel();
    assertFalse(none.isCancelled());
  }

  @Test
  void aCallHasItsOwn() throws Exception {
    OperationContext none = OperationContext.current();
    OperationContext outer = OperationContext.of(Optional.of(Duration.ofHours(1)));
    OperationContext inner = OperationContext.of(Optional.empty());
    String result =
        outer.run(
            () -> {
              assertSame(outer, OperationContext.current());
              assertThrows(
                  IOException.class,
                  () ->
                      inner.run(
                          () -> {
                            assertSame(inner, OperationContext.current());
                            throw new IOException("as it is");
                          }));
              assertSame(outer, OperationContext.current());
              return "done";
            });
    assertEquals("done", result);
    assertSame(none, OperationContext.current());
  }

  @Test
  void whoeverCancelsIsSeen() {
    OperationContext context = OperationContext.of(Optional.empty());
    assertFalse(context.isCancelled());
    context.cancel();
    assertTrue(context.isCancelled());
  }

  @Test
  void timeRunsOut() {
    OperationContext over = OperationContext.of(Optional.of(Duration.ZERO));
    assertEquals(Optional.of(Duration.ZERO), over.timeLeft());
    assertTrue(over.isCancelled());
    OperationContext hour = OperationContext.of(Optional.of(Duration.ofHours(1)));
    assertTrue(hour.timeLeft().orElseThrow().compareTo(Duration.ofMinutes(59)) > 0);
    assertFalse(hour.isCancelled());
    OperationContext ages = OperationContext.of(Optional.of(Duration.ofSeconds(Long.MAX_VALUE)));
    assertEquals(Optional.empty(), ages.timeLeft());
  }

  @Test
  void aTestGivesAContextMetadata() throws Exception {
    OperationContext context =
        OperationContext.of(Optional.empty(), Metadata.of("tenant", "a"), Optional.of("kitchen"));
    String seen =
        context.run(
            () -> {
              OperationContext current = OperationContext.current();
              current.addReplyMetadata("cost", "1");
              current.addReplyMetadata("cost", "2");
              return current.metadata().get("tenant") + " " + current.callerId();
            });
    assertEquals("Optional[a] Optional[kitchen]", seen);
    assertEquals(Metadata.of("cost", "2"), context.replyMetadata());
  }

  @Test
  void withoutACallThereIsNoMetadata() {
    OperationContext none = OperationContext.current();
    assertEquals(Metadata.empty(), none.metadata());
    assertEquals(Optional.empty(), none.callerId());
    none.addReplyMetadata("a", "b");
    assertEquals(Metadata.empty(), none.replyMetadata());
    assertEquals(Metadata.empty(), OperationContext.of(Optional.empty()).metadata());
  }
}
