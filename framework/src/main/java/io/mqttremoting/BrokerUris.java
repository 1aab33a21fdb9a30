package io.mqttremoting;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;

/** Parses broker URIs. URIs are logged, so parts that may hold a secret are rejected. */
final class BrokerUris {
  private static final String FORM =
      "; use tcp://host:port, or ssl, mqtt, mqtts, ws or wss in place of tcp";
  private static final int MAX_PORT = 65_535;

  /** A host, and a port that Java takes for a part of the host because it is no int. */
  private static final String PORT_IS_NO_INT = "[A-Za-z0-9.-]+:(?![0-9]{1,9}$)[^:]+";

  /** Maps each accepted scheme to the scheme that the transports use. */
  private static final Map<String, String> SCHEMES =
      Map.of("tcp", "tcp", "ssl", "ssl", "mqtt", "tcp", "mqtts", "ssl", "ws", "ws", "wss", "wss");

  private BrokerUris() {}

  /**
   * A URI with a host and one of the four schemes of the transports: {@code tcp}, {@code ssl},
   * {@code ws} or {@code wss}.
   *
   * @throws IllegalArgumentException if {@code text} is not such a URI; the message says what to
   *     use
   */
  static URI parse(String text) {
    if (text.indexOf('@') >= 0) { // the message omits the text: it may hold a password
      throw new IllegalArgumentException(
          "the broker's URI contains a user (it has an '@'), which would show in logs; use"
              + " tcp://host:port, and ConnectionBuilder.credentials for the user and password");
    }
    if (text.indexOf('?') >= 0
        || text.indexOf('#') >= 0) { // omitted here, too: it may hold a token
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
          "'" + text + "' has a path, which only ws and wss support; use tcp://host:port");
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
    boolean isNoInt = uri.getHost() == null && authority.matches(PORT_IS_NO_INT);
    if (isNoInt || uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
      throw new IllegalArgumentException(
          "'" + text + "' has a port that is not between 1 and " + MAX_PORT + FORM);
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' has no host name that Java accepts: letters, digits, '-' and '.', but no '_'; use"
              + " tcp://host:port, if necessary with the host's IP address");
    }
  }
}
