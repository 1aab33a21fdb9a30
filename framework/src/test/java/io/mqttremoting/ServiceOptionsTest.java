package io.mqttremoting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.model.TopicLevel;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceOptionsTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a+", "#", "tab\t"})
  void aGroupIsNotNamedSo(String name) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> ServiceOptions.defaults().withGroup(name));
    assertEquals(
        "the group name '" + name + "'" + TopicLevel.RULE + "; choose another",
        refused.getMessage());
  }

  @Test
  void optionsAddUp() {
    ServiceOptions options =
        ServiceOptions.defaults()
            .withGroup("workers")
            .withConcurrency(3)
            .withInternalErrorsTold()
            .withFutureTimeout(Duration.ofDays(1))
            .withExecutor(Runnable::run);
    assertEquals(Optional.of("workers"), options.serving().group());
    assertEquals(3, options.concurrency());
    assertEquals(true, options.serving().tellInternalErrors());
    assertEquals(Duration.ofDays(1), options.serving().futureTimeout());
    assertEquals(true, options.executor().isPresent());
    assertEquals(Optional.empty(), ServiceOptions.defaults().serving().group());
  }

  @Test
  void futuresTakeFiveMinutesForCallersThatDoNotSayHowLongTheyWait() {
    assertEquals(Duration.ofMinutes(5), ServiceOptions.defaults().serving().futureTimeout());
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> ServiceOptions.defaults().withFutureTimeout(Duration.ZERO));
    assertEquals("futureTimeout has to be positive, not PT0S", refused.getMessage());
  }
}
