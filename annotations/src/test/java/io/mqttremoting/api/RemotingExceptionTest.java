package io.mqttremoting.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class RemotingExceptionTest {
  private final Throwable cause = new IllegalStateException("below");

  @Test
  void namesInterfaceMemberKindAndReason() {
    RemotingException failure =
        new RemotingException(
            ErrorCode.INTERNAL, "io.world/Hello", "say", "the operation failed", cause);

    assertEquals("io.world/Hello.say: INTERNAL: the operation failed", failure.getMessage());
    assertEquals(ErrorCode.INTERNAL, failure.code());
    assertEquals("io.world/Hello", failure.interfaceName());
    assertEquals("say", failure.member());
    assertEquals("the operation failed", failure.reason());
    assertSame(cause, failure.getCause());
  }

  @Test
  void ofAConnectionConcernsNoInterface() {
    RemotingException failure =
        new RemotingException(ErrorCode.PERMISSION_DENIED, "not for you", cause);

    assertEquals("PERMISSION_DENIED: not for you", failure.getMessage());
    assertEquals("", failure.interfaceName());
    assertEquals("", failure.member());
    assertEquals("not for you", failure.reason());
    assertSame(cause, failure.getCause());
  }

  @Test
  void timeoutIsOneKind() {
    RemotingException failure = new CallTimeoutException("io.world/Hello", "say", "no reply");

    assertEquals("io.world/Hello.say: DEADLINE_EXCEEDED: no reply", failure.getMessage());
    assertEquals(ErrorCode.DEADLINE_EXCEEDED, failure.code());
    assertNull(failure.getCause());
  }

  @Test
  void missingConnectionTellsWhetherTheRequestWasSent() {
    NotConnectedException before =
        new NotConnectedException("io.world/Hello", "say", "none", false, cause);
    NotConnectedException during =
        new NotConnectedException("io.world/Hello", "say", "lost", true, cause);
    NotConnectedException never = new NotConnectedException("refused", cause);

    assertFalse(before.wasSent());
    assertTrue(during.wasSent());
    assertFalse(never.wasSent());
    assertEquals("io.world/Hello.say: UNAVAILABLE: lost", during.getMessage());
    assertEquals("UNAVAILABLE: refused", never.getMessage());
    assertEquals(ErrorCode.UNAVAILABLE, never.code());
    assertSame(cause, never.getCause());
  }

  @Test
  void nothingButTheCauseMayBeNull() {
    assertNullRefused("code", () -> new RemotingException(null, "i", "m", "r", null));
    ErrorCode code = ErrorCode.UNKNOWN;
    assertNullRefused("interfaceName", () -> new RemotingException(code, null, "m", "r", null));
    assertNullRefused("member", () -> new RemotingException(code, "i", null, "r", null));
    assertNullRefused("reason", () -> new RemotingException(code, "i", "m", null, null));
    assertNullRefused("code", () -> new RemotingException(null, "r", null));
    assertNullRefused("reason", () -> new RemotingException(code, null, null));
  }

  private static void assertNullRefused(String name, Runnable making) {
    assertEquals(name, assertThrows(NullPointerException.class, making::run).getMessage());
  }

  @Test
  void canBeSerializedAsJavaExpectsOfExceptions() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new NotConnectedException("io.world/Hello", "say", "lost", true, null));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      NotConnectedException read = (NotConnectedException) in.readObject();
      assertTrue(read.wasSent());
      assertEquals("io.world/Hello.say: UNAVAILABLE: lost", read.getMessage());
    }
  }
}
