package io.mqttremoting.internal.service.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.internal.wire.Message;
import org.junit.jupiter.api.Test;

class OwnTopicTest {
  private int corrections;
  private final OwnTopic own = new OwnTopic("t");

  private void say(String text) {
    own.publishing(text.getBytes(UTF_8));
  }

  private void hear(String text) {
    hear(text, false);
  }

  private void hear(String text, boolean retained) {
    if (own.receive(new Message("t", text.getBytes(UTF_8), 1, retained))) {
      corrections++;
    }
  }

  private void assertCorrections(int expected) {
    assertEquals(expected, corrections);
  }

  @Test
  void messagesBeforeTheFirstOwnOneAreNotCorrected() {
    hear("a");
    hear("");
    assertCorrections(0);
  }

  @Test
  void ownMessagesAreNotCorrectedHoweverFastTheyCome() {
    for (String text : new String[] {"true", "false", "true", "false"}) {
      say(text);
    }
    for (String text : new String[] {"true", "false", "true", "false"}) {
      hear(text);
    }
    assertCorrections(0);
    hear("false"); // sent again by a broker that got no acknowledgement
    assertCorrections(0);
  }

  @Test
  void aForeignLastMessageIsCorrectedOnceForSomeTime() {
    say("a");
    hear("a");
    hear("b");
    assertCorrections(1);
    say("a");
    hear("a");
    hear("");
    assertCorrections(1);
    own.onConnected();
    say("a");
    hear("a");
    hear("");
    assertCorrections(2);
  }

  @Test
  void foreignMessagesBetweenOwnOnesAreNotCorrected() {
    say("a");
    say("b");
    say("c");
    for (String text : new String[] {"a", "stranger", "b", "c"}) {
      hear(text);
    }
    assertCorrections(0);
    hear("stranger");
    assertCorrections(1);
  }

  @Test
  void retainedMessagesAreNotCorrected() {
    say("b");
    hear("a", true);
    hear("b");
    hear("c");
    assertCorrections(1);
  }

  @Test
  void unpublishedMessagesAreNotAwaited() {
    say("a");
    own.notPublished();
    hear("b");
    assertCorrections(1);
  }

  @Test
  void aStoppedTopicIsNotCorrected() {
    say("a");
    hear("a");
    own.stop();
    hear("b");
    assertCorrections(0);
  }
}
