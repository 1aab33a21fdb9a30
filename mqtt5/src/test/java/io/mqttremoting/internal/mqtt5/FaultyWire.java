package io.mqttremoting.internal.mqtt5;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A wire to a broker that fails as networks do. Each fault affects the connections that exist then.
 */
final class FaultyWire implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FaultyWire.class);
  private static final int CHUNK = 16 * 1024;

  private final URI broker;
  private final String name;
  private final ServerSocket server;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile boolean refuses;

  FaultyWire(URI broker, String name) {
    this.broker = broker;
    this.name = name;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  private void start(Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  URI uri() {
    return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        connect(server.accept());
      } catch (IOException e) { // this is closed
        return;
      }
    }
  }

  private void connect(Socket near) throws IOException {
    if (refuses) {
      near.close();
      return;
    }
    Socket far = new Socket();
    Link link = new Link(near, far);
    try {
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      far.connect(new InetSocketAddress(broker.getHost(), broker.getPort()));
    } catch (IOException e) { // the broker is not there
      link.close();
      return;
    }
    links.add(link);
    start(link.toBroker::run);
    start(link.fromBroker::run);
  }

  /** From now on, new connections are closed at once, or work again. */
  void refuse(boolean all) {
    refuses = all;
  }

  /** Closes all connections at once, without a goodbye from either end. */
  void drop() {
    links.forEach(Link::close);
  }

  /** Cuts the connections in the middle of what is sent next to the broker, or from it. */
  void cut(boolean toBroker) {
    links.forEach(link -> (toBroker ? link.toBroker : link.fromBroker).cut = true);
  }

  /** Nothing arrives for this time, and then everything does. */
  void stall(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    links.forEach(
        link -> {
          link.toBroker.stalledUntil = end;
          link.fromBroker.stalledUntil = end;
        });
  }

  /** From now on, everything that is sent takes this much longer. */
  void delay(Duration each) {
    links.forEach(
        link -> {
          link.toBroker.delay = each;
          link.fromBroker.delay = each;
        });
  }

  /** From now on, nothing arrives, and neither end is told. */
  void halfOpen(boolean toBroker, boolean fromBroker) {
    links.forEach(
        link -> {
          link.toBroker.swallows |= toBroker;
          link.fromBroker.swallows |= fromBroker;
        });
  }

  /** Ends stalls and delays; returns whether all existing connections work now. */
  boolean heal() {
    stall(Duration.ZERO);
    delay(Duration.ZERO);
    return links.stream().allMatch(link -> link.toBroker.isWhole() && link.fromBroker.isWhole());
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    drop();
  }

  /** One connection. */
  private final class Link {
    private final Socket near;
    private final Socket far;
    private final Direction toBroker;
    private final Direction fromBroker;

    Link(Socket near, Socket far) {
      this.near = near;
      this.far = far;
      this.toBroker = new Direction(this, near, far);
      this.fromBroker = new Direction(this, far, near);
    }

    void close() {
      links.remove(this);
      for (Socket socket : new Socket[] {near, far}) {
        try {
          socket.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** One direction of a connection, and its faults. */
  private static final class Direction {
    private final Link link;
    private final Socket from;
    private final Socket to;
    private volatile boolean cut;
    private volatile boolean swallows;
    private volatile long stalledUntil = System.nanoTime();
    private volatile Duration delay = Duration.ZERO;

    Direction(Link link, Socket from, Socket to) {
      this.link = link;
      this.from = from;
      this.to = to;
    }

    boolean isWhole() {
      return !cut && !swallows;
    }

    void run() {
      try {
        copy();
      } catch (IOException e) {
        LOG.debug("{} ends", link, e); // the other direction or one end closed it
      }
      if (!swallows || from == link.near) { // swallows the broker's close, too
        link.close();
      }
    }

    private void copy() throws IOException {
      byte[] chunk = new byte[CHUNK];
      OutputStream out = to.getOutputStream();
      for (int n = from.getInputStream().read(chunk);
          n >= 0;
          n = from.getInputStream().read(chunk)) {
        LockSupport.parkNanos(delay.toNanos());
        while (stalledUntil - System.nanoTime() > 0) {
          LockSupport.parkNanos(1_000_000);
        }
        if (cut) {
          out.write(chunk, 0, n / 2);
          return;
        }
        if (!swallows) {
          out.write(chunk, 0, n);
        }
      }
    }
  }
}
