package io.mqttremoting.internal.connection;

import io.mqttremoting.internal.transport.OtherBrokerException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the Server Reference of a broker (MQTT 5, section 4.11): hosts, each with an optional port,
 * separated by spaces. They are used with the scheme and the path of the URI of that broker, so a
 * reference never leads from TLS to a connection without.
 */
final class ServerReference {
  private static final Logger LOG = LoggerFactory.getLogger(ServerReference.class);

  private static final int MAX_LENGTH = 1000;
  private static final int MAX_BROKERS = 5;
  private static final int MAX_PORT = 65_535;

  /** The scheme that some brokers write before the host, the host, and the port. */
  private static final Pattern BROKER =
      Pattern.compile("(?:([A-Za-z]+)://)?(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9.-]+)(?::([0-9]{1,5}))?/?");

  private static final Map<String, String> SCHEMES =
      Map.of("tcp", "tcp", "mqtt", "tcp", "ssl", "ssl", "mqtts", "ssl", "ws", "ws", "wss", "wss");

  private ServerReference() {}

  /** The brokers to use instead, in the order of the reference; logs those that cannot be used. */
  static List<URI> brokers(OtherBrokerException said) {
    String text = said.reference().trim();
    if (text.length() > MAX_LENGTH) {
      LOG.warn("{}; that is too long to be followed", said.getMessage());
      return List.of();
    }
    List<URI> brokers = new ArrayList<>();
    for (String each : text.split("\\s+", -1)) {
      URI broker = broker(said.broker(), each);
      if (broker == null) {
        LOG.warn(
            "{}; broker {} of these is not followed: it is not host, host:port or the same with {}://",
            said.getMessage(),
            brokers.size() + 1,
            said.broker().getScheme());
      } else if (brokers.size() < MAX_BROKERS && !brokers.contains(broker)) {
        brokers.add(broker);
      }
    }
    return brokers;
  }

  private static @Nullable URI broker(URI from, String text) {
    Matcher parts = BROKER.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    String scheme = parts.group(1) == null ? from.getScheme() : scheme(parts.group(1));
    int port = parts.group(3) == null ? -1 : Integer.parseInt(parts.group(3));
    if (!from.getScheme().equals(scheme) || port == 0 || port > MAX_PORT) {
      return null;
    }
    try {
      URI broker = new URI(scheme, null, parts.group(2), port, from.getPath(), null, null);
      return broker.getHost() == null ? null : broker;
    } catch (URISyntaxException e) { // e.g. an IPv6 address that is none
      return null;
    }
  }

  private static @Nullable String scheme(String given) {
    return SCHEMES.get(given.toLowerCase(Locale.ROOT));
  }
}
