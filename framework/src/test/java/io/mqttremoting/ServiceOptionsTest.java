package io.mqttremoting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.model.TopicLevel;
import io.mqttremoting.internal.model.WireName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceOptionsTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a+", "#", "tab\t"})
  void invalidGroupNamesAreRefused(String name) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> ServiceOptions.defaults().withGroup(name));
    assertEquals(
        "the group name '" + name + "'" + TopicLevel.RULE + "; choose another",
        refused.getMessage());
  }

  @Test
  void optionsAddUp() {
    List<Runnable> executed = new ArrayList<>();
    ServiceOptions options =
        ServiceOptions.defaults()
            .withGroup("workers")
            .withConcurrency(3)
            .withInternalErrorsTold()
            .withFutureTimeout(Duration.ofDays(1))
            .withOwnReplyTopicsOnly()
            .withDelivery(Delivery.AT_MOST_ONCE)
            .withName("Other")
            .withModule("else.where")
            .withInstance("kitchen")
            .withExecutor(executed::add);
    assertEquals(Optional.of("workers"), options.serving().group());
    assertEquals(3, options.concurrency());
    assertEquals(true, options.serving().calls().tellInternalErrors());
    assertEquals(Duration.ofDays(1), options.serving().futureTimeout());
    options.turn(Runnable::run).execute(() -> {});
    assertEquals(1, executed.size(), "the turn runs in the executor");
    assertEquals(true, options.serving().ownReplyTopicsOnly());
    assertEquals(Delivery.AT_MOST_ONCE, options.serving().delivery());
    assertEquals(
        new WireName(Optional.of("else.where"), Optional.of("Other"), "kitchen"),
        options.serving().wireName());
    assertEquals(Optional.empty(), ServiceOptions.defaults().serving().group());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a+", "#", "tab\t"})
  void namesOnTheWireAreLevelsOfTopics(String name) {
    String rule = " '" + name + "'" + TopicLevel.RULE + "; choose another";
    assertRefused("the name" + rule, () -> ServiceOptions.defaults().withName(name));
    assertRefused("the module" + rule, () -> ServiceOptions.defaults().withModule(name));
    assertRefused("the name" + rule, () -> ClientOptions.defaults().withName(name));
    assertRefused("the module" + rule, () -> ClientOptions.defaults().withModule(name));
    assertRefused("the instance" + rule, () -> ServiceOptions.defaults().withInstance(name));
    assertRefused("the instance" + rule, () -> ClientOptions.defaults().withInstance(name));
  }

  @Test
  void oneModuleIsReserved() {
    assertRefused(
        "the module '_remoting' is reserved for connection statuses; choose another",
        () -> ClientOptions.defaults().withModule("_remoting"));
    assertRefused(
        "the module '@x' must not start with '@', which marks instances",
        () -> ClientOptions.defaults().withModule("@x"));
  }

  @Test
  void onlyTopicsHaveTheMarkOfInstances() {
    String rule = "the instance '@kitchen' must not start with '@', which topics put before it";
    assertRefused(rule, () -> ServiceOptions.defaults().withInstance("@kitchen"));
    assertRefused(rule, () -> ClientOptions.defaults().withInstance("@kitchen"));
  }

  private static void assertRefused(String message, Executable options) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, options).getMessage());
  }

  @Test
  void futuresTakeFiveMinutesForCallersThatDoNotSayHowLongTheyWait() {
    assertEquals(Duration.ofMinutes(5), ServiceOptions.defaults().serving().futureTimeout());
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> ServiceOptions.defaults().withFutureTimeout(Duration.ZERO));
    assertEquals("futureTimeout must be positive, not PT0S", refused.getMessage());
  }

  @Test
  void anExceptionCannotHaveACodeThatTellsNothing() {
    assertRefused(
        "java.io.IOException cannot have the code APPLICATION: declare it in the operation and"
            + " annotate it with @RemoteError",
        () -> ServiceOptions.defaults().withErrors(IOException.class, ErrorCode.APPLICATION));
    assertRefused(
        "java.io.IOException cannot have the code UNKNOWN: choose one that tells callers what to do",
        () -> ServiceOptions.defaults().withErrors(IOException.class, ErrorCode.UNKNOWN));
  }
}
