package io.mqttremoting.internal.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides which requests are answered. Other sites must not reach this server through a browser of
 * the user, not even if their name leads to this machine, and other users of the machine do not
 * know the token.
 */
public final class Gate {
  private static final int SECRET_BYTES = 24;

  private final String token = secret();
  private final String session = secret();
  private final Set<String> hosts;
  private final String cookieName;

  /**
   * A new token.
   *
   * @param address where the server listens
   * @param otherHosts by which names it may be reached, too
   */
  public Gate(InetSocketAddress address, List<String> otherHosts) {
    hosts = hosts(address, otherHosts);
    cookieName = "inspector-" + address.getPort(); // cookies do not know ports
  }

  private static Set<String> hosts(InetSocketAddress address, List<String> others) {
    Set<String> hosts = new LinkedHashSet<>();
    InetAddress ip = address.getAddress();
    if (!ip.isAnyLocalAddress()) {
      hosts.add(name(ip) + ":" + address.getPort());
    }
    hosts.add("localhost:" + address.getPort());
    if (ip.isAnyLocalAddress()) {
      hosts.add("127.0.0.1:" + address.getPort());
    }
    others.forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
    return hosts;
  }

  private static String name(InetAddress ip) {
    String text = ip.getHostAddress();
    return text.contains(":") ? "[" + text + "]" : text;
  }

  private static String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Where users enter. */
  public URI uri() {
    return URI.create("http://" + hosts.iterator().next() + "/?token=" + token);
  }

  /** The cookie for those who have shown the token. */
  String cookie() {
    return cookieName + "=" + session + "; Path=/; HttpOnly; SameSite=Strict";
  }

  /** Whether a request shows the token in its query. */
  boolean showsToken(HttpExchange exchange) {
    String query = exchange.getRequestURI().getRawQuery();
    return query != null && query.startsWith("token=") && same(query.substring(6), token);
  }

  /**
   * What is wrong with a request; empty if it may be answered. It does not have to be entered with
   * a cookie if it shows the token.
   */
  Optional<String> refusal(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    String host = one(headers, "Host").toLowerCase(Locale.ROOT);
    if (!hosts.contains(host)) {
      return Optional.of("this server is not '" + Text.printable(host) + "'");
    }
    String origin = one(headers, "Origin").toLowerCase(Locale.ROOT);
    boolean own = origin.equals("http://" + host) || origin.equals("https://" + host);
    boolean post = exchange.getRequestMethod().equals("POST");
    if (!own && (post || !origin.isEmpty())) {
      return Optional.of("requests of other pages are refused");
    }
    if (showsToken(exchange)) {
      return Optional.empty();
    }
    String site = one(headers, "Sec-Fetch-Site");
    boolean navigation = exchange.getRequestURI().getPath().equals("/");
    if (!navigation && !Set.of("", "same-origin", "none").contains(site)) {
      return Optional.of("requests of other pages are refused");
    }
    return hasCookie(headers)
        ? Optional.empty()
        : Optional.of("open the address with the token that the inspector has printed");
  }

  private boolean hasCookie(Headers headers) {
    return headers.getOrDefault("Cookie", List.of()).stream()
        .flatMap(line -> Arrays.stream(line.split(";", -1)))
        .map(String::strip)
        .anyMatch(pair -> same(pair, cookieName + "=" + session));
  }

  /** The value of a header; empty if there is none, or several. */
  private static String one(Headers headers, String name) {
    return Stream.ofNullable(headers.get(name))
        .filter(values -> values.size() == 1)
        .map(values -> values.get(0))
        .findFirst()
        .orElse("");
  }

  private static boolean same(String given, String expected) {
    return MessageDigest.isEqual(given.getBytes(UTF_8), expected.getBytes(UTF_8));
  }
}
