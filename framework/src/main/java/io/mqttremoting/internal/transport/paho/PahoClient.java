package io.mqttremoting.internal.transport.paho;

import io.mqttremoting.internal.concurrent.Recheck;
import io.mqttremoting.internal.transport.QuickAck;
import io.mqttremoting.internal.wire.Message;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.ScheduledExecutorPingSender;
import org.eclipse.paho.client.mqttv3.internal.NetworkModule;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Paho's client, changed so that it reads nothing until it has sent something. Paho itself, when it
 * connects, polls every 100 ms until each of its threads runs. If the connection ends or is closed
 * meanwhile, these threads stop, and Paho polls for ever, in a thread that nothing can end.
 */
final class PahoClient extends MqttAsyncClient {
  private static final Logger LOG = LoggerFactory.getLogger(PahoClient.class);

  /** How long to wait for a thread that is writing, before the socket is closed. */
  private static final Duration WRITING = Duration.ofMillis(500);

  private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);
  private static final long CHECK_MILLIS = 10;

  private final PahoThreads threads;
  private final Duration patience;
  private final int maxPacketBytes;

  /** The socket that is connected to the broker, or is about to be; {@code null} before. */
  private volatile @Nullable Socket socket;

  /** The network module that is connected; {@code null} before. */
  private volatile @Nullable SendsFirst connected;

  /** Whether the attempt to connect was given up; no socket is used from then on. */
  private volatile boolean givenUp;

  /**
   * Creates a client that runs its tasks in {@code threads}.
   *
   * @param patience how long its connection may take no bytes
   * @param maxPacketBytes larger messages are skipped
   */
  PahoClient(
      String uri, String clientId, PahoThreads threads, Duration patience, int maxPacketBytes)
      throws MqttException {
    super(
        uri, clientId, new MemoryPersistence(), new ScheduledExecutorPingSender(threads), threads);
    this.threads = threads;
    this.patience = patience;
    this.maxPacketBytes = maxPacketBytes;
  }

  @Override
  protected NetworkModule[] createNetworkModules(String uri, MqttConnectOptions options)
      throws MqttException {
    NetworkModule[] modules = super.createNetworkModules(uri, options);
    for (int i = 0; i < modules.length; i++) {
      modules[i] = new SendsFirst(modules[i]);
    }
    return modules;
  }

  /** Sets the socket to connect with. */
  void use(Socket made) {
    socket = made;
  }

  /**
   * Ends the attempt to connect if its socket is not connected yet. If it is, waits, at most {@code
   * limit}, until the client has sent something: only then may it be closed. Does not wait longer
   * than Paho tries to connect.
   */
  void giveUp(Duration limit) {
    givenUp = true; // first: a module that connects later sees this
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (!hasBegun() && threads.isBusy() && end - System.nanoTime() > 0) {
        TimeUnit.MILLISECONDS.sleep(CHECK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the caller goes on without waiting
    }
  }

  private boolean hasBegun() {
    SendsFirst module = connected;
    return module == null || module.begun.getCount() == 0;
  }

  /**
   * Sends a message of QoS 0 at once, in this thread and not in Paho's: that saves a thread switch.
   *
   * @return false if it is not sent because that might have to wait; it can then be published
   */
  boolean trySend(Message message) throws MqttException {
    SendsFirst module = connected;
    if (module == null || !isConnected()) {
      return false;
    }
    MqttMessage payload = new MqttMessage(message.payload());
    payload.setQos(0);
    payload.setRetained(message.retained());
    MqttPublish packet = new MqttPublish(message.topic(), payload);
    return module.output().tryWrite(packet.getHeader(), message.payload());
  }

  /**
   * Closes the socket if a write is stuck: other threads wait for that write.
   *
   * @return whether a write is in progress, and so has to be checked again
   */
  private boolean cutIfStuck(PacketOutput output) {
    if (!output.isStuck()) {
      return output.isWriting();
    }
    LOG.warn("{} takes nothing any more, so this connection is cut", getServerURI());
    try {
      closeSocket();
    } catch (IOException e) {
      LOG.debug("It was closed already", e);
    }
    return false;
  }

  private void closeSocket() throws IOException {
    Socket used = socket;
    if (used != null) {
      used.close();
    }
  }

  private final class SendsFirst implements NetworkModule {
    private final NetworkModule module;
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile @Nullable PacketOutput output; // null before start()

    SendsFirst(NetworkModule module) {
      this.module = module;
    }

    @Override
    public void start() throws IOException, MqttException {
      module.start();
      Recheck watch = new Recheck(threads, BETWEEN_CHECKS, () -> cutIfStuck(output()));
      output = new PacketOutput(module.getOutputStream(), begun, patience, watch::begin);
      connected = this;
      if (givenUp) { // otherwise the client may be closed before its threads run
        begun.countDown();
        module.stop();
        throw new IOException("the attempt was given up");
      }
    }

    @Override
    public InputStream getInputStream() throws IOException {
      InputStream packets =
          new PacketInput(
              acknowledgedAtOnce(module.getInputStream()),
              maxPacketBytes,
              packet -> {
                output().write(packet, 0, packet.length);
                output().flush();
              });
      return new FilterInputStream(packets) {
        @Override
        public int available() throws IOException {
          awaitBegun();
          return super.available();
        }

        @Override
        public int read() throws IOException {
          awaitBegun();
          int next = super.read();
          output().heard();
          return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          awaitBegun();
          int count = super.read(bytes, offset, length);
          output().heard();
          return count;
        }
      };
    }

    /** Wraps the input of a TLS socket; other sockets acknowledge at once by themselves. */
    private InputStream acknowledgedAtOnce(InputStream in) {
      return socket instanceof SSLSocket secure
          ? new BufferedInputStream(QuickAck.of(secure, in))
          : in;
    }

    private void awaitBegun() throws InterruptedIOException {
      try {
        begun.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted before anything was sent");
      }
    }

    @Override
    public OutputStream getOutputStream() {
      return output();
    }

    private PacketOutput output() {
      return Objects.requireNonNull(output); // Paho uses a module only after it has started it
    }

    @Override
    public void stop() throws IOException {
      begun.countDown();
      PacketOutput started = output;
      if (started != null && !started.awaitTurn(WRITING)) {
        closeSocket(); // a WebSocket would first write its close frame, and hang too
      }
      module.stop();
    }

    @Override
    public String getServerURI() {
      return module.getServerURI();
    }
  }
}
