package io.mqttremoting.internal.model;

import static io.mqttremoting.internal.model.InterfaceErrors.assertBroken;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteError;
import io.mqttremoting.api.RemoteInterface;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ErrorReaderTest {
  @RemoteError("general")
  @SuppressWarnings("serial")
  static class General extends Exception {
    General(String message) {
      super(message);
    }
  }

  @RemoteError("special")
  @SuppressWarnings("serial")
  static class Special extends General {
    private Special(String message) {
      super(message);
    }
  }

  @RemoteError("most special")
  @SuppressWarnings("serial")
  static class MostSpecial extends Special {
    MostSpecial(String message) {
      super(message);
    }
  }

  @RemoteError("unchecked")
  @SuppressWarnings("serial")
  static class Unchecked extends RuntimeException {
    Unchecked(String message) {
      super(message);
    }
  }

  private static List<String> names(Class<?> type) {
    return InterfaceReader.read(type).operations().get(0).errors().stream()
        .map(ErrorModel::name)
        .toList();
  }

  @RemoteInterface
  interface Throws {
    @Operation
    void say() throws General, MostSpecial, Special;
  }

  @Test
  void subtypesComeBeforeTheirSupertypes() throws ReflectiveOperationException {
    assertEquals(List.of("most special", "special", "general"), names(Throws.class));
    ErrorModel special = InterfaceReader.read(Throws.class).operations().get(0).errors().get(1);
    assertEquals(Special.class, special.type());
    assertEquals("why", special.constructor().newInstance("why").getMessage());
  }

  @RemoteInterface
  interface ThrowsUnchecked {
    @Operation
    void say() throws Unchecked;
  }

  @RemoteInterface
  interface FutureThrows {
    @Operation
    CompletableFuture<Void> say() throws General;
  }

  @RemoteInterface
  interface PairThrows {
    @Operation
    void say() throws General;

    @Operation
    CompletableFuture<Void> sayAsync();
  }

  @Test
  void uncheckedExceptionsAndThoseOfFuturesCountToo() {
    assertEquals(List.of("unchecked"), names(ThrowsUnchecked.class));
    assertEquals(List.of("general"), names(FutureThrows.class));
    assertEquals(List.of("general"), names(PairThrows.class));
  }

  @RemoteInterface
  interface ThrowsUnnamed {
    @Operation
    void say() throws IOException, IllegalStateException, General;
  }

  @Test
  void checkedExceptionWithoutNameIsWarnedOfAndLeftOut() {
    Logger logger = (Logger) LoggerFactory.getLogger(ErrorReader.class);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    logger.addAppender(logged);
    logger.setAdditive(false);
    try {
      assertEquals(List.of("general"), names(ThrowsUnnamed.class));
    } finally {
      logger.setAdditive(true);
      logger.detachAppender(logged);
    }

    assertEquals(1, logged.list.size());
    assertEquals(Level.WARN, logged.list.get(0).getLevel());
    assertEquals(
        "ThrowsUnnamed#say() declares IOException, which has no @RemoteError name: remote callers"
            + " get a RemotingException instead",
        logged.list.get(0).getFormattedMessage());
  }

  @RemoteError("general")
  @SuppressWarnings("serial")
  static class SameName extends Exception {
    SameName(String message) {
      super(message);
    }
  }

  @RemoteError(" ")
  @SuppressWarnings("serial")
  static class NoName extends Exception {
    NoName(String message) {
      super(message);
    }
  }

  @RemoteInterface
  interface BadNames {
    @Operation
    void say() throws General, SameName, NoName;
  }

  @Test
  void namesAreUniqueAndNotEmpty() {
    String rule =
        "BadNames#say(): @RemoteError names must be non-empty and unique within an operation;"
            + " rename ";
    assertBroken(BadNames.class, rule + "'general' on SameName", rule + "' ' on NoName");
  }

  @RemoteError("abstract")
  @SuppressWarnings("serial")
  abstract static class Abstract extends Exception {
    Abstract(String message) {
      super(message);
    }
  }

  @RemoteInterface
  interface ThrowsAbstract {
    @Operation
    void say() throws Abstract;
  }

  @RemoteError("no message")
  @SuppressWarnings("serial")
  static class NoMessage extends Exception {}

  @RemoteInterface
  interface ThrowsNoMessage {
    @Operation
    void say() throws NoMessage;
  }

  @Test
  void exceptionCanBeMadeAnewWithItsMessage() {
    assertBroken(
        ThrowsAbstract.class,
        "ThrowsAbstract#say(): exceptions with @RemoteError are created at the caller, but"
            + " Abstract is abstract; annotate and declare its subtypes");
    assertBroken(
        ThrowsNoMessage.class,
        "ThrowsNoMessage#say(): exceptions with @RemoteError are created at the caller, but"
            + " NoMessage has no constructor with a message; add NoMessage(String"
            + " message)");
  }

  @RemoteInterface
  interface OnlyFutureThrows {
    @Operation
    void say() throws General;

    @Operation
    CompletableFuture<Void> sayAsync() throws General, Unchecked;
  }

  @Test
  void errorsOfThePairsFutureMethodAloneAreRefused() {
    assertBroken(
        OnlyFutureThrows.class,
        "OnlyFutureThrows#sayAsync(): the blocking method of @Operation 'say' defines which"
            + " exceptions callers get, but it does not declare Unchecked; declare it there,"
            + " too");
  }
}
