package io.mqttremoting.internal.inspector;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the page, and of lit-html from its WebJar. */
final class PageFiles {
  private static final Pattern OWN = Pattern.compile("/([a-z-]+\\.(js|css|html))");
  private static final Pattern LIT = Pattern.compile("/lit-html/((?:directives/)?[a-z-]+\\.(js))");
  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "html", "text/html; charset=utf-8");

  private final String lit;

  PageFiles() {
    lit = "META-INF/resources/webjars/lit-html/" + litVersion() + "/";
    if (PageFiles.class.getClassLoader().getResource(lit + "lit-html.js") == null) {
      throw new IllegalStateException(
          "the inspector needs org.webjars.npm:lit-html " + litVersion() + " on the class path");
    }
  }

  private static String litVersion() {
    try (InputStream in = PageFiles.class.getResourceAsStream("versions.properties")) {
      Properties versions = new Properties();
      versions.load(Objects.requireNonNull(in, "versions.properties"));
      return versions.getProperty("lit-html", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<InputStream> library(String name) {
    return Optional.ofNullable(PageFiles.class.getClassLoader().getResourceAsStream(name));
  }

  /**
   * Sends a file.
   *
   * @throws Refusal if there is none
   */
  void answer(HttpExchange exchange, String path) throws IOException {
    if (!exchange.getRequestMethod().equals("GET")) {
      throw new Refusal(Refusal.METHOD_NOT_ALLOWED, "use GET");
    }
    Matcher own = OWN.matcher(path.equals("/") ? "/index.html" : path);
    Matcher library = LIT.matcher(path);
    Optional<InputStream> found = Optional.empty();
    String type = "";
    if (own.matches()) {
      found = Optional.ofNullable(PageFiles.class.getResourceAsStream("page/" + own.group(1)));
      type = own.group(2);
    } else if (library.matches()) {
      found = library(lit + library.group(1));
      type = library.group(2);
    }
    if (found.isEmpty()) {
      throw new Refusal(Refusal.NOT_FOUND, "there is no such page");
    }
    try (InputStream in = found.get()) {
      Responses.bytes(
          exchange,
          Responses.OK,
          Objects.requireNonNull(TYPES.get(type), "type"),
          in.readAllBytes());
    }
  }
}
