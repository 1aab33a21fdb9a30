package io.mqttremoting.internal.transport.paho;

import io.mqttremoting.internal.transport.QuickAck;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.function.Consumer;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that send at once, acknowledge at once (see {@link QuickAck}), and read as much as
 * has arrived. Without the first, Nagle's algorithm and the broker's delayed acknowledgement hold
 * back every second small packet for some 40 ms; without the last, Paho makes one system call for
 * each byte of a packet's header.
 */
final class NoDelaySocketFactory extends SocketFactory {
  private final @Nullable InetAddress address;
  private final Consumer<Socket> user;

  /**
   * Passes each new socket to {@code user}.
   *
   * @param address where the sockets connect to, whichever address they are asked for; {@code null}
   *     to connect to that one
   */
  NoDelaySocketFactory(@Nullable InetAddress address, Consumer<Socket> user) {
    this.address = address;
    this.user = user;
  }

  /** The same port as that of {@code asked}, at {@code address} unless it is {@code null}. */
  static SocketAddress at(@Nullable InetAddress address, SocketAddress asked) {
    return address != null && asked instanceof InetSocketAddress port
        ? new InetSocketAddress(address, port.getPort())
        : asked;
  }

  @Override
  public Socket createSocket() throws IOException {
    Socket socket = new BufferedSocket(address);
    socket.setTcpNoDelay(true);
    user.accept(socket);
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
  }

  private Socket connected(InetSocketAddress to, @Nullable InetSocketAddress from)
      throws IOException {
    Socket socket = createSocket();
    boolean connected = false;
    try {
      socket.bind(from); // with null, the system chooses the address
      socket.connect(to);
      connected = true;
      return socket;
    } finally {
      if (!connected) {
        socket.close();
      }
    }
  }

  /** A socket whose input is buffered, and acknowledged at once. */
  private static final class BufferedSocket extends Socket {
    private final @Nullable InetAddress address;
    private @Nullable InputStream input;

    BufferedSocket(@Nullable InetAddress address) {
      this.address = address;
    }

    @Override
    public void connect(SocketAddress asked, int timeoutMillis) throws IOException {
      super.connect(at(address, asked), timeoutMillis);
    }

    @Override
    public synchronized InputStream getInputStream() throws IOException {
      if (input == null) {
        input = new BufferedInputStream(QuickAck.of(this, super.getInputStream()));
      }
      return input;
    }
  }
}
