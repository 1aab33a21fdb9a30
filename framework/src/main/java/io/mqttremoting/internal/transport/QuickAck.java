package io.mqttremoting.internal.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the operating system acknowledge at once what a socket receives, where it can (Linux). A
 * broker that uses Nagle's algorithm, as mosquitto does by default, sends nothing after a small
 * packet until that is acknowledged, and systems delay acknowledgements by some 40 ms. The option
 * does not last, so it is set again after each read.
 */
public final class QuickAck {
  private static final Logger LOG = LoggerFactory.getLogger(QuickAck.class);
  private static final @Nullable SocketOption<Boolean> OPTION = find();

  private QuickAck() {}

  private static @Nullable SocketOption<Boolean> find() {
    try {
      return ExtendedSocketOptions.TCP_QUICKACK;
    } catch (LinkageError e) { // the runtime has no module jdk.net
      LOG.debug("Acknowledgements are left to the system", e);
      return null;
    }
  }

  /** The socket option; empty if this Java does not know it. A system may not support it. */
  public static Optional<SocketOption<Boolean>> option() {
    return Optional.ofNullable(OPTION);
  }

  /**
   * Wraps {@code in}, the input of {@code socket}, so that what is read from it is acknowledged at
   * once.
   */
  public static InputStream of(Socket socket, InputStream in) {
    SocketOption<Boolean> option = OPTION;
    return option != null && isSupported(socket, option)
        ? new Acknowledging(socket, in, option)
        : in;
  }

  private static boolean isSupported(Socket socket, SocketOption<Boolean> option) {
    try {
      return socket.supportedOptions().contains(option);
    } catch (RuntimeException e) { // a socket of another implementation may throw
      LOG.debug("Acknowledgements are left to the system", e);
      return false;
    }
  }

  private static final class Acknowledging extends FilterInputStream {
    private final Socket socket;
    private final SocketOption<Boolean> option;

    Acknowledging(Socket socket, InputStream in, SocketOption<Boolean> option) {
      super(in);
      this.socket = socket;
      this.option = option;
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
        socket.setOption(option, true);
      } catch (IOException | RuntimeException e) { // e.g. closed: the next read fails
        LOG.trace("Not acknowledged at once", e);
      }
    }
  }
}
