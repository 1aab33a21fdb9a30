package io.mqttremoting.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Sockets that send at once. Without this, Nagle's algorithm and the broker's delayed
 * acknowledgement hold every second small packet back for some 40 ms.
 */
final class NoDelaySocketFactory extends SocketFactory {
  @Override
  public Socket createSocket() throws IOException {
    return prepared(new Socket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return prepared(new Socket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return prepared(new Socket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return prepared(new Socket(host, port, local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return prepared(new Socket(host, port, local, localPort));
  }

  private static Socket prepared(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    return socket;
  }
}
