package io.mqttremoting.internal.transport.paho;

import io.mqttremoting.internal.transport.QuickAck;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Consumer;
import javax.net.SocketFactory;

/**
 * Sockets that send at once, acknowledge at once, and read as much as there is. Without the former,
 * Nagle's algorithm and the broker's delayed acknowledgement hold every second small packet back
 * for some 40 ms; without the latter, Paho asks the system for each byte of a packet's header.
 */
final class NoDelaySocketFactory extends SocketFactory {
  private final Consumer<Socket> user;

  /** Each socket that is made is told to {@code user}. */
  NoDelaySocketFactory(Consumer<Socket> user) {
    this.user = user;
  }

  @Override
  public Socket createSocket() throws IOException {
    Socket socket = new BufferedSocket();
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

  private Socket connected(InetSocketAddress to, InetSocketAddress from) throws IOException {
    Socket socket = createSocket();
    boolean connected = false;
    try {
      socket.bind(from); // null leaves it to the system
      socket.connect(to);
      connected = true;
      return socket;
    } finally {
      if (!connected) {
        socket.close();
      }
    }
  }

  /** A socket whose input is read in larger pieces. */
  private static final class BufferedSocket extends Socket {
    private InputStream input;

    @Override
    public synchronized InputStream getInputStream() throws IOException {
      if (input == null) {
        input = new BufferedInputStream(QuickAck.of(this, super.getInputStream()));
      }
      return input;
    }
  }
}
