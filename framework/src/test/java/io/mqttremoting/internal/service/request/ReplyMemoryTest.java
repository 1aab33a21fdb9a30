package io.mqttremoting.internal.service.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.mqttremoting.internal.json.JsonAdditions;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.MappingV3;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplyMemoryTest {
  private static final Duration NEVER_REPEATED = Duration.ZERO;
  private static final Duration LONG_AGO = Duration.ofMinutes(1);

  private long now = System.nanoTime();
  private final ReplyMemory memory =
      new ReplyMemory(new AnsweredCalls.Limits(3, 1000, 100), () -> now);

  private static CallKey key(int number) {
    return new CallKey("r", "c" + number);
  }

  private static Execution execution() {
    Message message = new Message("t", new byte[0], 0, false);
    Mapping mapping = new MappingV3(new JsonCodec(1024, JsonAdditions.NONE));
    return new Execution(message, mapping, mapping.readHeader(message), Optional.empty());
  }

  private static Message reply(int bytes) {
    return new Message("r", new byte[bytes], 0, false);
  }

  private void answer(int number, int bytes) {
    assertEquals(RequestState.NEW, memory.enter(key(number), NEVER_REPEATED, execution()));
    memory.answered(key(number), reply(bytes));
  }

  @Test
  void aCallIsNewThenRunningThenAnswered() {
    assertEquals(RequestState.NEW, memory.enter(key(1), NEVER_REPEATED, execution()));
    assertEquals(RequestState.RUNNING, memory.enter(key(1), LONG_AGO, execution()));
    Message reply = reply(1);
    memory.answered(key(1), reply);
    assertEquals(RequestState.ANSWERED, memory.enter(key(1), LONG_AGO, execution()));
    assertEquals(Optional.of(reply), memory.reply(key(1)));
    assertEquals(RequestState.NEW, memory.enter(key(2), NEVER_REPEATED, execution()));
  }

  @Test
  void repetitionsOlderThanWhatIsForgottenMayHaveBeenExecuted() {
    assertEquals(
        RequestState.NEW, memory.enter(key(0), LONG_AGO, execution()), "nothing is forgotten");
    for (int i = 1; i <= 3; i++) {
      answer(i, 1);
    }
    assertEquals(RequestState.ANSWERED, memory.enter(key(1), LONG_AGO, execution()));
    answer(4, 1);
    assertEquals(Optional.empty(), memory.reply(key(1)), "there is room for three");
    assertEquals(RequestState.FORGOTTEN, memory.enter(key(1), LONG_AGO, execution()));
    assertEquals(RequestState.FORGOTTEN, memory.enter(key(1), Duration.ofMillis(1), execution()));
    assertEquals(RequestState.ANSWERED, memory.enter(key(2), LONG_AGO, execution()));
    assertEquals(RequestState.NEW, memory.enter(key(5), NEVER_REPEATED, execution()));
  }

  @Test
  void afterFiveMinutesCallsAreForgotten() {
    answer(1, 1);
    now += Duration.ofMinutes(5).toNanos();
    answer(2, 1);
    assertEquals(RequestState.ANSWERED, memory.enter(key(1), LONG_AGO, execution()));
    now++;
    answer(3, 1);
    assertEquals(Optional.empty(), memory.reply(key(1)));
    assertEquals(RequestState.FORGOTTEN, memory.enter(key(1), Duration.ofMinutes(5), execution()));
    assertEquals(RequestState.ANSWERED, memory.enter(key(2), LONG_AGO, execution()));
  }

  @Test
  void repliesTogetherHaveALimit() {
    answer(1, 600);
    answer(2, 300);
    assertEquals(RequestState.ANSWERED, memory.enter(key(1), LONG_AGO, execution()));
    answer(3, 300);
    assertEquals(RequestState.FORGOTTEN, memory.enter(key(1), LONG_AGO, execution()));
    assertEquals(RequestState.ANSWERED, memory.enter(key(2), LONG_AGO, execution()));
    assertEquals(RequestState.ANSWERED, memory.enter(key(3), LONG_AGO, execution()));
  }

  @Test
  void whatCallsAreKnownByHasALimit() {
    CallKey large = new CallKey("r", "c".repeat(97));
    answer(1, 1);
    assertEquals(RequestState.NEW, memory.enter(large, NEVER_REPEATED, execution()));
    memory.answered(large, reply(1));
    assertEquals(RequestState.FORGOTTEN, memory.enter(key(1), LONG_AGO, execution()));
    assertEquals(RequestState.ANSWERED, memory.enter(large, LONG_AGO, execution()));
  }

  @Test
  void callsThatRunAreNeverForgotten() {
    for (int i = 1; i <= 10; i++) {
      assertEquals(RequestState.NEW, memory.enter(key(i), NEVER_REPEATED, execution()));
    }
    for (int i = 1; i <= 10; i++) {
      assertEquals(RequestState.RUNNING, memory.enter(key(i), LONG_AGO, execution()));
    }
  }

  @Test
  void noTwoMemoriesAreTheSame() {
    assertNotEquals(new ReplyMemory().id(), new ReplyMemory().id());
  }
}
