package io.mqttremoting;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;

/** Reads the URIs of brokers. They are logged, so nothing that may be a secret is let in. */
final class BrokerUris {
  private static final String FORM =
      "; give tcp://host:port, or ssl, mqtt, mqtts, ws or wss in place of tcp";
  private static final int MAX_PORT = 65_535;

  /** What each scheme is called by the transports. */
  private static final Map<String, String> SCHEMES =
      Map.of("tcp", "tcp", "ssl", "ssl", "mqtt", "tcp", "mqtts", "ssl", "ws", "ws", "wss", "wss");

  private BrokerUris() {}

  /**
   * A URI with a host and one of the four schemes of the transports: {@code tcp}, {@code ssl},
   * {@code ws} or {@code wss}.
   *
   * @throws IllegalArgumentException if it is no such URI, and says what to give
   */
  static URI parse(String text) {
    if (text.indexOf('@') >= 0) { // the text is not repeated: it may hold a password
      throw new IllegalArgumentException(
          "the broker's URI names a user (it has an '@'), which would show in logs; give"
              + " tcp://host:port, and the user and password to ConnectionBuilder.credentials");
    }
    if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) { // nor here: it may hold a token
      throw new IllegalArgumentException(
          "the broker's URI has a query or a fragment, which would show in logs" + FORM);
    }
    URI uri = uri(text);
    String given = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String scheme = SCHEMES.get(given);
    if (scheme == null) {
      throw new IllegalArgumentException(
          "'" + text + "' does not begin with tcp, ssl, mqtt, mqtts, ws or wss" + FORM);
    }
    checkAddress(text, uri);
    boolean webSocket = scheme.startsWith("ws");
    if (!webSocket && !uri.getRawPath().isEmpty()) {
      throw new IllegalArgumentException(
          "'" + text + "' has a path, which only ws and wss know; give tcp://host:port");
    }
    return uri.getScheme().equals(scheme)
        ? uri
        : uri(scheme + text.substring(uri.getScheme().length()));
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + text + "' is not a URI" + FORM, e);
    }
  }

  private static void checkAddress(String text, URI uri) {
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    boolean beyondInt = uri.getHost() == null && authority.matches(".*:[0-9]{10,}");
    if (beyondInt || uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
      throw new IllegalArgumentException(
          "'" + text + "' has a port that is not between 1 and " + MAX_PORT + FORM);
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' names no host that Java takes, which allows letters, digits, '-' and '.' but no"
              + " '_'; give tcp://host:port, the host by its address if need be");
    }
  }
}
