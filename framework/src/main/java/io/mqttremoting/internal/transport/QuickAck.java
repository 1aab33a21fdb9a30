package io.mqttremoting.internal.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the system acknowledge at once what a socket receives, where it can (Linux). A broker with
 * Nagle's algorithm, as mosquitto by default, sends nothing behind a small packet before that is
 * acknowledged, for which systems wait some 40 ms. The option does not last: it is set again
 * whenever something was read.
 */
public final class QuickAck {
  private static final Logger LOG = LoggerFactory.getLogger(QuickAck.class);
  private static final SocketOption<Boolean> OPTION = find();

  private QuickAck() {}

  private static SocketOption<Boolean> find() {
    try {
      return ExtendedSocketOptions.TCP_QUICKACK;
    } catch (LinkageError e) { // a Java without the module jdk.net
      LOG.debug("Acknowledgements are left to the system", e);
      return null;
    }
  }

  /** The socket option, if this Java knows it; a system may not. */
  public static Optional<SocketOption<Boolean>> option() {
    return Optional.ofNullable(OPTION);
  }

  /** What is read from {@code in}, which {@code socket} receives, acknowledged at once. */
  public static InputStream of(Socket socket, InputStream in) {
    return isSupported(socket) ? new Acknowledging(socket, in) : in;
  }

  private static boolean isSupported(Socket socket) {
    try {
      return OPTION != null && socket.supportedOptions().contains(OPTION);
    } catch (RuntimeException e) { // of a socket that somebody else made
      LOG.debug("Acknowledgements are left to the system", e);
      return false;
    }
  }

  private static final class Acknowledging extends FilterInputStream {
    private final Socket socket;

    Acknowledging(Socket socket, InputStream in) {
      super(in);
      this.socket = socket;
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      acknowledge();
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      acknowledge();
      return count;
    }

    private void acknowledge() {
      try {
        socket.setOption(OPTION, true);
      } catch (IOException | RuntimeException e) { // closed, say: who reads next is told
        LOG.trace("Not acknowledged at once", e);
      }
    }
  }
}
