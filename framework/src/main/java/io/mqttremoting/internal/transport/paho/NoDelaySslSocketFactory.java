package io.mqttremoting.internal.transport.paho;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes TLS sockets that send at once, like those of {@link NoDelaySocketFactory}. The handshake
 * fails if the certificate does not name the host, unless that check is off.
 */
final class NoDelaySslSocketFactory extends SSLSocketFactory {
  private final SSLSocketFactory factory;
  private final boolean verifiesHostName;
  private final @Nullable InetAddress address;
  private final Consumer<Socket> user;

  /**
   * Passes each new socket to {@code user}.
   *
   * @param address where the sockets connect to, as for {@link NoDelaySocketFactory}
   */
  NoDelaySslSocketFactory(
      SSLContext context,
      boolean verifiesHostName,
      @Nullable InetAddress address,
      Consumer<Socket> user) {
    this.address = address;
    this.user = user;
    this.factory = context.getSocketFactory();
    this.verifiesHostName = verifiesHostName;
  }

  private Socket prepared(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoLinger(true, 1); // else close() waits for ever for a thread stuck in a write
    user.accept(socket);
    if (verifiesHostName) {
      SSLSocket tls = (SSLSocket) socket;
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 2818, the usual rules of TLS
      tls.setSSLParameters(parameters);
    }
    return socket;
  }

  @Override
  public Socket createSocket() throws IOException {
    Socket socket = factory.createSocket();
    return prepared(address == null ? socket : new AddressedSslSocket((SSLSocket) socket, address));
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    return prepared(factory.createSocket(socket, host, port, autoClose));
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return prepared(factory.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return prepared(factory.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return prepared(factory.createSocket(host, port, local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return prepared(factory.createSocket(host, port, local, localPort));
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return factory.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return factory.getSupportedCipherSuites();
  }
}
