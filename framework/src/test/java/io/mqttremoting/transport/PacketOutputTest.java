package io.mqttremoting.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacketOutputTest {
  private static final byte[] HEADER = "h".getBytes(US_ASCII);
  private static final byte[] PAYLOAD = "p".getBytes(US_ASCII);

  private final Wire wire = new Wire();
  private int sendBuffer;
  private final CountDownLatch begun = new CountDownLatch(1);
  private final PacketOutput output = new PacketOutput(wire, begun, () -> sendBuffer);
  private final ExecutorService otherThread = Executors.newSingleThreadExecutor();

  /** What was written, flushes as dots. */
  private static final class Wire extends ByteArrayOutputStream {
    @Override
    public void flush() {
      write('.');
    }
  }

  @AfterEach
  void end() {
    otherThread.shutdownNow();
  }

  private <T> T elsewhere(Callable<T> task) throws Exception {
    return otherThread.submit(task).get(10, TimeUnit.SECONDS);
  }

  @Test
  void writesWholePackets() {
    assertTrue(output.tryWrite(HEADER, PAYLOAD));
    assertEquals("hp.", wire.toString(US_ASCII));
  }

  @Test
  void noPacketGetsIntoAnother() throws Exception {
    output.write("12".getBytes(US_ASCII));
    assertFalse(elsewhere(() -> output.tryWrite(HEADER, PAYLOAD)));
    output.write('3');
    assertFalse(elsewhere(() -> output.tryWrite(HEADER, PAYLOAD)));
    output.flush();
    assertTrue(elsewhere(() -> output.tryWrite(HEADER, PAYLOAD)));
    assertEquals("123.hp.", wire.toString(US_ASCII));
  }

  @Test
  void tellsThatSomethingWasSent() throws IOException {
    output.flush();
    assertEquals(1, begun.getCount());
    output.write('1');
    assertEquals(0, begun.getCount());
  }

  /** Whatever wrote it: a broker that has stopped reading would hold up the writer. */
  @Test
  void doesNotWriteMuchThatTheBrokerMayNotHaveRead() throws IOException {
    byte[] quarter = new byte[PacketOutput.LEAST_ROOM / 4 - PacketOutput.PER_PACKET];
    output.write(quarter);
    output.flush();
    assertTrue(output.tryWrite(HEADER, quarter));
    assertTrue(output.tryWrite(HEADER, quarter));
    assertFalse(output.tryWrite(HEADER, quarter));
    assertTrue(output.tryWrite(HEADER, new byte[0]));
    assertTrue(output.answered());
    assertTrue(output.tryWrite(HEADER, quarter));
    assertFalse(
        output.tryWrite(HEADER, new byte[PacketOutput.LEAST_ROOM / 2]), "only half of it was read");
  }

  @Test
  void asksWhetherTheBrokerReads() throws IOException {
    byte[] half = new byte[PacketOutput.LEAST_ROOM / 2 - PacketOutput.PER_PACKET];
    assertTrue(output.tryWrite(HEADER, half));
    assertEndsWith("\u00c0\0.");
    assertTrue(output.tryWrite(HEADER, PAYLOAD));
    assertEndsWith("hp."); // asked once
    assertTrue(output.answered());
    output.write(half);
    output.flush();
    assertEndsWith("\u00c0\0.");
    assertTrue(output.answered());
  }

  /** Whose answer it is is known by its order. */
  @Test
  void asksNothingWhilePahoDoes() throws IOException {
    output.write(new byte[] {(byte) 0xC0, 0});
    output.flush();
    byte[] half = new byte[PacketOutput.LEAST_ROOM / 2 - PacketOutput.PER_PACKET];
    assertTrue(output.tryWrite(HEADER, half));
    assertEndsWith("\0.");
    assertFalse(wire.toString(ISO_8859_1).endsWith("\u00c0\0."));
    assertFalse(output.answered(), "Paho's");
    assertTrue(output.tryWrite(HEADER, PAYLOAD));
    assertEndsWith("hp\u00c0\0.");
    assertTrue(output.answered());
  }

  private void assertEndsWith(String end) {
    String written = wire.toString(ISO_8859_1);
    assertEquals(end, written.substring(written.length() - end.length()));
  }

  @Test
  void writesAsMuchAsTheSystemHolds() {
    sendBuffer = 4 * PacketOutput.LEAST_ROOM;
    byte[] half = new byte[PacketOutput.LEAST_ROOM / 2 - PacketOutput.PER_PACKET];
    assertTrue(output.tryWrite(HEADER, half));
    assertTrue(output.answered());
    assertTrue(output.tryWrite(HEADER, half));
    assertTrue(output.tryWrite(HEADER, half));
    assertTrue(output.tryWrite(HEADER, half));
    assertFalse(output.tryWrite(HEADER, half));
  }

  /** The broker would not read it. */
  @Test
  void writesNothingBehindDisconnect() throws IOException {
    output.write(new byte[] {(byte) 0xE0, 0});
    output.flush();
    assertFalse(output.tryWrite(HEADER, PAYLOAD));
  }

  @Test
  void doesNotWriteWhatIsLarge() {
    assertFalse(output.tryWrite(HEADER, new byte[PacketOutput.LARGEST]));
    assertEquals("", wire.toString(US_ASCII));
  }

  /** Else the broker would take the next packet for the rest of this one. */
  @Test
  void afterHalfAPacketNothingIsWritten() {
    PacketOutput breaking =
        new PacketOutput(
            new ByteArrayOutputStream() {
              @Override
              public void flush() throws IOException {
                throw new IOException("the connection is lost");
              }
            },
            begun,
            () -> sendBuffer);
    assertFalse(breaking.tryWrite(HEADER, PAYLOAD));
    assertFalse(breaking.tryWrite(HEADER, PAYLOAD));
    assertEquals(
        "an earlier packet could not be written whole",
        assertThrows(IOException.class, () -> breaking.write('1')).getMessage());
    assertTrue(breaking.awaitTurn(Duration.ZERO), "others are held up");
  }
}
