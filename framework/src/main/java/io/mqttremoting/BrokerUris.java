package io.mqttremoting;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/** Reads the URIs of brokers. They are logged, so nothing that may be a secret is let in. */
final class BrokerUris {
  private static final String FORM = "; give tcp://host:port, or ssl, ws or wss in place of tcp";
  private static final Set<String> WEB_SOCKET = Set.of("ws", "wss");
  private static final Set<String> PLAIN = Set.of("tcp", "ssl");

  private BrokerUris() {}

  /**
   * A URI with one of the four schemes and a host.
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
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + text + "' is not a URI" + FORM, e);
    }
    boolean webSocket = uri.getScheme() != null && WEB_SOCKET.contains(uri.getScheme());
    if (!webSocket && (uri.getScheme() == null || !PLAIN.contains(uri.getScheme()))) {
      throw new IllegalArgumentException(
          "'" + text + "' does not begin with tcp, ssl, ws or wss" + FORM);
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' names no host that Java takes, which allows letters, digits, '-' and '.' but no"
              + " '_'; give tcp://host:port, the host by its address if need be");
    }
    if (!webSocket && !uri.getRawPath().isEmpty()) {
      throw new IllegalArgumentException(
          "'" + text + "' has a path, which only ws and wss know; give tcp://host:port");
    }
    return uri;
  }
}
