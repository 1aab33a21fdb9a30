package io.mqttremoting.internal.transport.paho;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.testsupport.Await;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketOutputTest {
  private static final byte[] HEADER = "h".getBytes(US_ASCII);
  private static final byte[] PAYLOAD = "p".getBytes(US_ASCII);

  private final Wire wire = new Wire();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final PacketOutput output =
      new PacketOutput(wire, begun, Duration.ofMillis(50), () -> {});
  private final ExecutorService otherThread = Executors.newSingleThreadExecutor();

  /** The written bytes, with each flush as a dot. */
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

  /** No matter who wrote before: a broker that has stopped reading would block the writer. */
  @Test
  void doesNotWriteMuchBeforeTheBrokerIsHeardOf() throws IOException {
    byte[] half = new byte[PacketOutput.MAX_UNHEARD / 2 - 1];
    assertTrue(output.tryWrite(HEADER, half));
    output.write(half, 0, half.length);
    output.flush();
    assertTrue(output.tryWrite(HEADER, new byte[0]));
    assertFalse(output.tryWrite(HEADER, new byte[0]));
    output.heard();
    assertTrue(output.tryWrite(HEADER, half));
  }

  /** The broker would not read anything after it. */
  @Test
  void writesNothingBehindDisconnect() throws IOException {
    output.write(new byte[] {(byte) 0xE0, 0});
    output.flush();
    assertFalse(output.tryWrite(HEADER, PAYLOAD));
  }

  @Test
  void knowsWhenNothingIsTaken() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch taken = new CountDownLatch(1);
    PacketOutput stuck =
        new PacketOutput(
            new ByteArrayOutputStream() {
              @Override
              public void flush() throws IOException {
                writing.countDown();
                try {
                  taken.await();
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
              }
            },
            begun,
            Duration.ofMillis(50),
            () -> {});
    assertFalse(stuck.isStuck());
    Future<Boolean> written = otherThread.submit(() -> stuck.tryWrite(HEADER, PAYLOAD));
    assertTrue(writing.await(10, TimeUnit.SECONDS));
    Await.until("it notices", stuck::isStuck);
    taken.countDown();
    assertTrue(written.get(10, TimeUnit.SECONDS));
    assertFalse(stuck.isStuck());
  }

  @Test
  void doesNotWriteWhatIsLarge() {
    assertFalse(output.tryWrite(HEADER, new byte[PacketOutput.MAX_UNHEARD]));
    assertEquals("", wire.toString(US_ASCII));
  }

  /** Otherwise the broker would take the next packet for the rest of this one. */
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
            Duration.ofSeconds(1),
            () -> {});
    assertFalse(breaking.tryWrite(HEADER, PAYLOAD));
    assertFalse(breaking.tryWrite(HEADER, PAYLOAD));
    assertEquals(
        "an earlier packet could not be written whole",
        assertThrows(IOException.class, () -> breaking.write('1')).getMessage());
    assertTrue(breaking.awaitTurn(Duration.ZERO), "others are held up");
  }

  /** Wherever it breaks: nothing follows, and nobody waits for the rest of it. */
  @ParameterizedTest
  @ValueSource(strings = {"write", "flush"})
  void afterHalfAPacketOfPahoNothingIsWritten(String breaksAt) throws Exception {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    FilterOutputStream breaking =
        new FilterOutputStream(written) {
          private boolean broken;

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            breakAt("write");
            written.write(bytes, offset, length);
          }

          @Override
          public void flush() throws IOException {
            breakAt("flush");
          }

          private void breakAt(String step) throws IOException {
            if (step.equals(breaksAt) && !broken) {
              broken = true;
              throw new IOException("broken by the test");
            }
          }
        };
    PacketOutput broken = new PacketOutput(breaking, begun, Duration.ofSeconds(1), () -> {});
    IOException first =
        assertThrows(
            IOException.class,
            () -> {
              broken.write('1');
              broken.flush();
            });
    assertEquals("broken by the test", first.getMessage());
    int before = written.size();
    assertTrue(elsewhere(() -> broken.awaitTurn(Duration.ZERO)), "others are held up");
    assertFalse(elsewhere(() -> broken.tryWrite(HEADER, PAYLOAD)));
    IOException next = assertThrows(IOException.class, () -> broken.write('2'));
    assertEquals("an earlier packet could not be written whole", next.getMessage());
    assertTrue(elsewhere(() -> broken.awaitTurn(Duration.ZERO)), "others are held up then");
    assertFalse(broken.isWriting());
    assertEquals(before, written.size());
  }
}
