package io.mqttremoting.mqtt5;

import io.moquette.BrokerConstants;
import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Properties;

/**
 * The Moquette that speaks MQTT 5, for which the module test-broker is not made. Only {@link
 * EmbeddedBrokers} loads it, by a class loader without the other Moquette.
 */
public final class Moquette5 {
  private static final String HOST = "127.0.0.1";
  private static final int ATTEMPTS = 5; // somebody else may be quicker in taking a free port

  private final Server server;
  private final int port;

  private Moquette5(Server server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Starts one on a free port. */
  public static Moquette5 start() throws IOException {
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      Server server = new Server();
      try {
        server.startServer(new MemoryConfig(settings(port)));
        return new Moquette5(server, port);
      } catch (IOException | RuntimeException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Properties settings(int port) {
    Properties settings = new Properties();
    settings.setProperty(IConfig.HOST_PROPERTY_NAME, HOST);
    settings.setProperty(IConfig.PORT_PROPERTY_NAME, Integer.toString(port));
    settings.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
    settings.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
    settings.setProperty(IConfig.NETTY_MAX_BYTES_PROPERTY_NAME, "33554432");
    settings.setProperty(IConfig.SESSION_QUEUE_SIZE, "100000");
    settings.setProperty(BrokerConstants.ALLOW_ZERO_BYTE_CLIENT_ID_PROPERTY_NAME, "true");
    return settings;
  }

  /** Where to connect to. */
  public URI uri() {
    return URI.create("tcp://" + HOST + ":" + port);
  }

  /** Stops it. */
  public void close() {
    server.stopServer();
  }
}
