package io.mqttremoting.testbroker;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

/**
 * Runs an {@link EmbeddedBroker} by itself: {@code java … BrokerMain [port]}.
 *
 * <p>The port is 1883 unless given, 0 means a free one. It prints the broker's address, as in
 * {@code tcp://127.0.0.1:1883}, alone on a line of standard output once clients can connect, and
 * runs until it is terminated (Ctrl-C, SIGTERM) or its main thread is interrupted. It exits with 1
 * if it cannot listen, and with 2 for wrong arguments.
 */
public final class BrokerMain {

  private static final int DEFAULT_PORT = 1883;

  private BrokerMain() {}

  /**
   * Starts the broker and waits.
   *
   * @param args the port, or nothing
   */
  public static void main(String[] args) {
    int status = run(args, System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Returns the exit status once the thread has been interrupted, or at once on errors. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    int port = DEFAULT_PORT;
    try {
      if (args.length > 0) {
        port = Integer.parseInt(args[0]);
      }
    } catch (NumberFormatException e) {
      port = -1;
    }
    if (args.length > 1 || port < 0 || port > 65535) {
      err.println("Usage: BrokerMain [port], 0 to 65535; default " + DEFAULT_PORT);
      return 2;
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(port)) {
      Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop MQTT broker"));
      out.println(broker.uri());
      out.flush();
      new CountDownLatch(1).await();
      return 0;
    } catch (UncheckedIOException e) {
      err.println(e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      return 0; // the broker is closed, and with it the last thread ends
    }
  }
}
