package io.mqttremoting.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTopicOwnerTest {
  @ParameterizedTest
  @CsvSource({
    "io.world/Hello/rpc/say/c1/result, c1",
    "io.world/Hello/rpc/v3/say/c1/result, c1",
    "plant7/@kitchen/io.world/Hello/rpc/say/c1/result, c1",
    "a/b/c/d/@kitchen/io.world/Hello/rpc/v3/say/c1/result, c1",
    "io.world/Hello/rpc/v3/c1/result, c1", // of an operation named v3
  })
  void theCallerIsInItsReplyTopic(String topic, String owner) {
    assertEquals(Optional.of(owner), ReplyTopicOwner.of(topic));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "r",
        "",
        "result",
        "Hello/rpc/say/c1/result", // one level too few
        "Hello/rpc/v3/say/c1/result",
        "io.world/Hello/rpc/say/c1/results",
        "io.world/Hello/rpc/say/c1/x/result",
        "io.world/Hello/prop/say/c1/result",
        "io.world/Hello/x/v3/say/c1/result",
        "io.world/Hello/rpc/v4/say/c1/result",
      })
  void otherTopicsTellNothing(String topic) {
    assertEquals(Optional.empty(), ReplyTopicOwner.of(topic));
  }
}
