package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport that carries the connection at the moment, if any, and how much is back in place on
 * it: an attempt to connect puts it here, and takes it away when it is lost. Thread-safe.
 */
final class CurrentTransport {
  private static final Logger LOG = LoggerFactory.getLogger(CurrentTransport.class);

  /** Two programs of one client identifier end each other's connections as fast as they connect. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final String SOON_HINT =
      ", soon after it was made (is another client using the same client identifier?)";

  private final Connector connector;
  private final String clientId;
  private final SizeLimits sizes;

  private volatile Transport transport;

  /** Of the transport that is in use; {@code null} before the first. */
  private volatile Fence fence;

  /** The transport on which all endpoints have said what they say on a connect. */
  private volatile Transport caughtUp;

  private volatile boolean restored;
  private volatile MqttVersion version;
  private volatile boolean closed;

  /** There has been an attempt to connect. */
  private volatile boolean tried;

  /** Why the latest attempt failed; {@code null} if it did not, or has not ended. */
  private volatile String failure;

  /** What the broker said when it ended the last connection; {@code null} if it said nothing. */
  private volatile String brokerSaid;

  /** Why the connection was lost, as long as endpoints have not been told. */
  private Throwable untoldLoss;

  /** None yet; messages name what {@code connector} connects to, and {@code clientId}. */
  CurrentTransport(Connector connector, String clientId, SizeLimits sizes) {
    this.connector = connector;
    this.clientId = clientId;
    this.sizes = sizes;
  }

  /** What is in use; {@code null} if there is no connection. */
  Transport get() {
    return transport;
  }

  /** What is in use. */
  Transport require() throws TransportException {
    return required(transport);
  }

  /**
   * What is in use, to publish a message that comes back to this connection, or to many others. If
   * more of them are on the way than brokers hold, it waits for them.
   */
  Transport requirePaced() throws TransportException {
    Transport connected = require();
    fence.pace();
    return connected;
  }

  /** Waits until what the broker had is there, as {@link Fence#await} does; false if it is not. */
  boolean awaitWhatIsKept() {
    return restored && fence.await();
  }

  /** What is in use, once all endpoints have said on it what they say on a connect. */
  Transport requireCaughtUp() throws TransportException {
    return required(caughtUp);
  }

  private Transport required(Transport connected) throws TransportException {
    if (connected == null) {
      throw TransportException.notConnected(whyNot());
    }
    return connected;
  }

  private String whyNot() {
    String failed = failure;
    if (closed) {
      return "the connection is closed";
    }
    if (failed != null) {
      return failed;
    }
    String said = brokerSaid;
    return "there is no connection to "
        + connector
        + (tried ? "" : "; connect first")
        + (said == null ? "" : "; " + said);
  }

  private static String whatBrokerSaid(Throwable loss) {
    return loss instanceof TransportException said ? said.getMessage() : null;
  }

  /** It is being tried to connect. */
  void tried() {
    tried = true;
  }

  /** An attempt has failed. */
  void failed(TransportException why) {
    failure = why.getMessage();
  }

  /** Whether there is a connection on which everything is back in place. */
  boolean isRestored() {
    return restored;
  }

  /** The version of MQTT that is spoken, or was when there was a connection last, if ever. */
  Optional<MqttVersion> version() {
    return Optional.ofNullable(version);
  }

  /** Whether MQTT 5 is spoken, or was when there was a connection last. */
  boolean speaksMqtt5() {
    return version == MqttVersion.MQTT_5;
  }

  boolean isClosed() {
    return closed;
  }

  void checkOpen() throws TransportException {
    if (closed) {
      throw TransportException.notConnected("the connection is closed");
    }
  }

  /** Why the connection was lost, once: {@code null} if that was taken, or it was not lost. */
  synchronized Throwable takeLoss() {
    Throwable cause = untoldLoss;
    untoldLoss = null;
    return cause;
  }

  /**
   * What listens to a transport that is yet to be made.
   *
   * @param fence takes those messages that are its own
   * @param backlog is told of the others
   * @param early takes its messages
   * @param onLost told, by a thread of the MQTT library, why it is lost, if it was in use, and for
   *     how long everything was in place on it
   */
  Attempt attempt(
      Fence fence, Backlog backlog, EarlyMessages early, BiConsumer<Throwable, Duration> onLost) {
    tried();
    return new Attempt(fence, backlog, early, onLost);
  }

  /** Disconnects for good; false if that was done before. */
  boolean close() {
    Transport connected;
    synchronized (this) {
      if (closed) {
        return false;
      }
      closed = true;
      restored = false;
      caughtUp = null;
      connected = transport;
      transport = null;
    }
    if (connected != null) {
      connected.close();
      LOG.info("Disconnected {} from {}", clientId, connector.current());
    }
    return true;
  }

  /** Listens to one transport, which may be lost before it is in use. */
  final class Attempt implements Transport.Listener {
    private final Fence fence;
    private final Backlog backlog;
    private final EarlyMessages early;
    private final BiConsumer<Throwable, Duration> onLost;
    private Throwable lost; // by what; null as long as it is not
    private Transport inUse;
    private Long wholeSince; // by System.nanoTime(); null until everything is in place

    private Attempt(
        Fence fence, Backlog backlog, EarlyMessages early, BiConsumer<Throwable, Duration> onLost) {
      this.fence = fence;
      this.backlog = backlog;
      this.early = early;
      this.onLost = onLost;
    }

    /**
     * Puts this transport in use.
     *
     * @throws TransportException if it is lost already, or the connection is closed
     */
    synchronized void start(Transport connected) throws TransportException {
      if (lost != null) {
        throw lostAtOnce();
      }
      synchronized (CurrentTransport.this) {
        checkOpen(); // it may be closed while an attempt hangs
        inUse = connected;
        failure = null;
        brokerSaid = null;
        version = connected.version();
        CurrentTransport.this.fence = fence;
        sizes.onConnected(connector.current());
        transport = connected;
      }
    }

    /**
     * All endpoints have said what they say on a connect: everything is back in place, and messages
     * pass from now on.
     */
    void catchUp() {
      synchronized (this) {
        synchronized (CurrentTransport.this) {
          caughtUp = isOver() ? null : inUse;
        }
      }
      early.release(); // not before, for a reply must not overtake what changed before the connect
      synchronized (this) {
        synchronized (CurrentTransport.this) {
          restored = !isOver();
          wholeSince = System.nanoTime();
        }
      }
    }

    /** Whether it was neither lost nor closed meanwhile. */
    synchronized boolean isInUse() {
      return !isOver();
    }

    /** That it was lost before everything was back in place. */
    synchronized TransportException lostAtOnce() {
      String said = whatBrokerSaid(lost);
      return new TransportException(
          lost instanceof TransportException known ? known.code() : ErrorCode.UNAVAILABLE,
          "the connection was lost at once" + (said == null ? "" : ": " + said),
          lost);
    }

    private boolean isOver() {
      return lost != null || closed;
    }

    @Override
    public void onMessage(Message message) {
      if (!fence.receive(message)) {
        backlog.received(message);
        early.pass(message);
      }
    }

    @Override
    public void onLost(Throwable cause) {
      fence.end(cause);
      String said = whatBrokerSaid(cause);
      Duration whole;
      synchronized (this) {
        lost = cause;
        whole =
            wholeSince == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - wholeSince);
        if (inUse == null || transport != inUse) {
          return;
        }
        synchronized (CurrentTransport.this) {
          untoldLoss = cause; // before anybody can connect again
        }
        transport = null;
        caughtUp = null;
        restored = false;
        brokerSaid = said;
      }
      Optional<String> tooLarge = sizes.onLost(); // before anybody repeats it
      LOG.warn(
          "Connection to {} as {} is lost{}: {}",
          connector.current(),
          clientId,
          tooLarge
              .map(message -> ", while " + message)
              .orElse(said == null && whole.compareTo(SOON) < 0 ? SOON_HINT : ""),
          said == null ? String.valueOf(cause) : said);
      LOG.debug("It was lost by this", cause);
      onLost.accept(cause, whole);
    }
  }
}
