package io.mqttremoting.internal.mqtt5;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import io.mqttremoting.testsupport.LogCapture;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bytes from a broker, as the decoder of the HiveMQ client gets them. All are hexadecimal; {@code
 * 0001 61} is the topic {@code a}.
 */
class MalformedPacketsTest {
  private static final int MAX_BYTES = 1000;

  private long nanos = Long.MAX_VALUE; // soon overflows, as System.nanoTime() may
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new MalformedMessages("tcp://b as c1", MAX_BYTES, () -> nanos));

  /** A PUBLISH packet with these flags in its first byte, and the length that it has. */
  private static String publish(int flags, String rest) {
    byte[] body = hex(rest);
    return "%02x%02x".formatted(0x30 | flags, body.length) + HexFormat.of().formatHex(body);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private void receive(String digits) {
    channel.writeInbound(Unpooled.wrappedBuffer(hex(digits)));
  }

  /** What was passed on so far. */
  private String passedOn() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
      all.append(ByteBufUtil.hexDump(next));
      next.release();
    }
    return all.toString();
  }

  /** What was sent to the broker. */
  private String answered() {
    ByteBuf answer = channel.readOutbound();
    if (answer == null) {
      return "";
    }
    try {
      return ByteBufUtil.hexDump(answer);
    } finally {
      answer.release();
    }
  }

  private static String warning(String topic, String problem) {
    return "tcp://b as c1: a message to "
        + topic
        + " is dropped because it is malformed: "
        + problem
        + "; if it is retained, remove it from the broker: mosquitto_pub -r -n -t TOPIC";
  }

  private void assertDropped(String packet, String topic, String problem) {
    String next = publish(0, "0001 62 00");
    try (LogCapture log = new LogCapture(Level.WARN)) {
      receive(packet + next);
      assertEquals(List.of(warning(topic, problem)), log.lines());
    }
    assertEquals(next, passedOn());
  }

  @ParameterizedTest
  @CsvSource({
    "6, 0001 61 0007 00, its quality of service is none",
    "8, 0001 61 00, its quality of service is none",
    "0, 0002 61, it ends too early",
    "0, 00, it ends too early",
    "2, 0001 61 00, it ends too early",
    "0, 0001 ff 00, its topic is not text",
    "0, 0002 6100 00, its topic is not text",
    "0, 0003 eda080 00, its topic is not text",
    "0, 0003 612f2b 00, its topic has wildcards",
    "0, 0001 23 00, its topic has wildcards",
  })
  void aMessageWithoutAUsableTopicIsDropped(int flags, String rest, String problem) {
    assertDropped(publish(flags, rest), "a topic that cannot be printed", problem);
  }

  @Test
  void aTopicThatWouldBreakTheLineIsNotLogged() {
    assertDropped(
        publish(0, "0002 610a 02 0102"),
        "a topic that cannot be printed",
        "its payload format indicator is neither 0 nor 1");
  }

  @ParameterizedTest
  @CsvSource({
    "'', it ends too early",
    "01, it ends too early",
    "8080808001 00, a length in it has more than four bytes",
    "02 0201 000000, it ends too early", // the next bytes are the payload's
    "02 0102, its payload format indicator is neither 0 nor 1",
    "04 0100 0101, it has property 1 twice",
    "0a 0200000001 0200000001, it has property 2 twice",
    "04 0300 01ff, its content type is not text",
    "04 0300 0100, its content type is not text",
    "03 0300 02, it ends too early",
    "04 0800 01ff, its response topic is not text",
    "03 0800 00, its response topic is empty",
    "04 0800 012b, its response topic has wildcards",
    "06 0800 0378 2f23, its response topic has wildcards",
    "04 0900 0201, it ends too early",
    "02 0b00, its subscription identifier is 0",
    "03 2300 00, its topic alias is 0",
    "07 2600 01ff 0001 76, a user property is not text",
    "07 2600 0161 0001 00, a user property is not text",
    "04 2600 0161, it ends too early",
    "01 24, 'it has property 36, which is none of its'",
    "04 2300 0163, 'it has property 99, which is none of its'", // 99 is 64 more than an alias
    "02 8001, 'it has property 128, which is none of its'",
  })
  void aMessageWithMalformedPropertiesIsDropped(String lengthAndProperties, String problem) {
    assertDropped(publish(0, "0001 61" + lengthAndProperties), "a", problem);
  }

  @Test
  void aMessageNeedsATopicOrAnAlias() {
    String aliased = publish(0, "0000 03 230001 78");
    receive(aliased);
    assertEquals(aliased, passedOn());
    assertDropped(
        publish(0, "0000 02 0100 78"), "a topic that cannot be printed", "its topic is empty");
  }

  /** The broker would wait for the answer, and send no more after some of these. */
  @ParameterizedTest
  @CsvSource({"0, 0001 61, ''", "2, 0001 61 0107, 40020107", "4, 0001 61 0107, 5003010780"})
  void aDroppedMessageIsAcknowledged(int flags, String start, String answer) {
    receive(publish(flags, start + "02 0102"));
    assertEquals("", passedOn());
    assertEquals(answer, answered());
  }

  @Test
  void whatIsDroppedBeforeItsPacketIdentifierIsReadIsNotAcknowledged() {
    receive(publish(2, "0001 61 01"));
    receive(publish(4, "0001 61 01"));
    receive(publish(6, "0001 61 0107 00"));
    assertEquals("", passedOn());
    assertEquals("", answered());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3004 0001 61 00", // neither properties nor payload
        "3109 0001 61 00 ff00232b01", // retained; any bytes are a payload
        "3c08 0001 61 0001 00 ffff", // repeated, at QoS 2
        "302d 0002 612f 28 0101 0200000001 0300 0161 0800 0162 0900 02ff00 0b01 0b01 230001"
            + " 2600 0161 0001 76 2600 0161 0000",
        "d000", // a PINGRESP
        "4006 0001 61 02 0102", // would be malformed as a PUBLISH
      })
  void everythingElseIsPassedOnAsItIs(String packet) {
    String all = packet.replace(" ", "");
    receive(all + all);
    assertEquals(all + all, passedOn());
    for (byte part : hex(all)) {
      assertEquals("", passedOn());
      receive("%02x".formatted(part));
    }
    assertEquals(all, passedOn());
    assertEquals("", answered());
  }

  /** Its decoder ends the connection; to wait for all of it would need its size in memory. */
  @Test
  void aPacketThatIsLargerThanAllowedIsLeftToTheClient() {
    receive("30e807 61"); // 1000 bytes follow the first three
    assertEquals("30e80761", passedOn());
    receive("30e507 61"); // 997
    assertEquals("", passedOn());
  }

  @Test
  void aPacketWhoseLengthNeverEndsIsLeftToTheClient() {
    receive("30ffffff");
    assertEquals("", passedOn());
    receive("ff");
    assertEquals("30ffffffff", passedOn());
  }

  /** The bytes of the topic are read when the warning is written, and belong to this packet. */
  @Test
  void theWarningNamesTheTopicOfItsOwnPacket() {
    String topic = "io.world/Hello/rpc/say";
    String start = "0016" + HexFormat.of().formatHex(topic.getBytes(UTF_8));
    try (LogCapture log = new LogCapture(Level.WARN)) {
      receive(publish(0, start + "00"));
      receive(publish(0, start + "02 0102"));
      assertEquals(
          List.of(warning(topic, "its payload format indicator is neither 0 nor 1")), log.lines());
    }
  }

  @Test
  void oneWarningInTenSecondsTellsHowManyWereLeftOut() {
    String malformed = publish(0, "0001 61 02 0102");
    String problem = "its payload format indicator is neither 0 nor 1";
    String warning = warning("a", problem);
    try (LogCapture log = new LogCapture(Level.WARN)) {
      receive(malformed + malformed);
      nanos += TimeUnit.SECONDS.toNanos(10) - 1;
      receive(malformed);
      assertEquals(List.of(warning), log.lines());
      nanos += 1;
      receive(malformed);
      nanos += TimeUnit.SECONDS.toNanos(10);
      receive(malformed);
      assertEquals(
          List.of(warning, warning("a", problem + " (2 more were not logged)"), warning),
          log.lines());
    }
  }
}
