package io.mqttremoting.testbroker;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

/**
 * Runs an {@link EmbeddedBroker} as a program: {@code java … BrokerMain [port]}.
 *
 * <p>The default port is 1883; 0 means a free port. When clients can connect, the program prints
 * the broker's address to standard output, alone on a line, such as {@code tcp://127.0.0.1:1883}.
 * It runs until it is terminated (Ctrl-C, SIGTERM) or its main thread is interrupted. It exits with
 * 1 if it cannot listen, and with 2 if the arguments are wrong.
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

  /** Returns the exit status when the thread is interrupted, or at once on errors. */
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
      return 0; // closing the broker has ended the last non-daemon thread
    }
  }
}
