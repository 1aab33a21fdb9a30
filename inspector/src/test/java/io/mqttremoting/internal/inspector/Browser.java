package io.mqttremoting.internal.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** Chromium without a window, driven by the W3C WebDriver protocol. */
final class Browser implements AutoCloseable {
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

  /**
   * The page draws later than it could: a test that does not wait for what it looks at then fails
   * each time, not only on a busy machine.
   */
  private static final String LATE_FRAMES =
      "const frame = requestAnimationFrame;"
          + " window.requestAnimationFrame = draw => setTimeout(() => frame(draw), 50);";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final String root;
  private final String session;

  private Browser(Process driver, String root) throws IOException, InterruptedException {
    this.driver = driver;
    this.root = root;
    this.session = root + "/session/" + newSession();
    cdp("Page.addScriptToEvaluateOnNewDocument", node().put("source", LATE_FRAMES));
  }

  /** Starts one; without chromium and its driver, the test is skipped, or fails in CI. */
  static Browser start() throws IOException, InterruptedException {
    Mosquitto.require("chromium");
    Path program = Mosquitto.require("chromedriver");
    int port = Ports.free();
    Process driver =
        new ProcessBuilder(program.toString(), "--port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String root = "http://127.0.0.1:" + port;
      Await.until("chromedriver listens", () -> isReady(root));
      return new Browser(driver, root);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      driver.destroy();
      throw e;
    }
  }

  private static boolean isReady(String root) {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(root + "/status")).build();
      return HttpClient.newHttpClient()
          .send(request, HttpResponse.BodyHandlers.ofString())
          .body()
          .contains("\"ready\":true");
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String newSession() throws IOException, InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode arguments =
        body.putObject("capabilities")
            .putObject("alwaysMatch")
            .putObject("goog:chromeOptions")
            .putArray("args");
    for (String argument :
        new String[] {
          "--headless=new",
          "--no-sandbox", // root needs it
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--window-size=1180,900"
        }) {
      arguments.add(argument);
    }
    return send("POST", root + "/session", body).path("sessionId").asText();
  }

  private JsonNode send(String method, String uri, JsonNode body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri))
            .timeout(Await.DEADLINE)
            .method(method, HttpRequest.BodyPublishers.ofString(body.toString(), UTF_8))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
    JsonNode value = Text.parse(answer.body(), "the driver's answer").path("value");
    if (answer.statusCode() != 200) {
      throw new IOException(value.path("error").asText() + ": " + value.path("message").asText());
    }
    return value;
  }

  private static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }

  void open(String uri) throws IOException, InterruptedException {
    send("POST", session + "/url", node().put("url", uri));
  }

  /** The result of the body of an asynchronous function. */
  JsonNode run(String script) throws IOException, InterruptedException {
    ObjectNode body = node().put("script", "return (async () => {" + script + "})()");
    body.putArray("args");
    return send("POST", session + "/execute/sync", body);
  }

  /** A command of Chromium's own protocol. */
  private void cdp(String command, ObjectNode params) throws IOException, InterruptedException {
    send("POST", session + "/goog/cdp/execute", node().put("cmd", command).set("params", params));
  }

  /** All the text that a user sees in the first element. */
  String text(String selector) {
    try {
      return run("return document.querySelector(" + quoted(selector) + ")?.innerText ?? ''")
          .asText();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e.toString();
    }
  }

  void awaitText(String selector, String wanted) {
    Await.until(
        () -> selector + " shows '" + wanted + "', but: " + text(selector),
        () -> text(selector).contains(wanted));
  }

  private boolean isEnabled(String selector) {
    try {
      String found = "document.querySelector(" + quoted(selector) + ")";
      return run("const found = " + found + "; return !!found && !found.disabled").asBoolean();
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String quoted(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }

  /** The element, as soon as it is there and enabled. */
  private String element(String selector) throws IOException, InterruptedException {
    Await.until(selector + " is there and enabled", () -> isEnabled(selector));
    ObjectNode body = node().put("using", "css selector").put("value", selector);
    return session + "/element/" + send("POST", session + "/element", body).path(ELEMENT).asText();
  }

  /** Clicks as soon as it is there and enabled. */
  void click(String selector) throws IOException, InterruptedException {
    send("POST", element(selector) + "/click", node());
  }

  /**
   * Types into a field as soon as it is there, in place of what it has. The driver's own way to
   * clear a field does not tell the page, as a user's keys do: the page may then fill it again.
   */
  void type(String selector, String text) throws IOException, InterruptedException {
    String field = element(selector);
    run(
        "const field = document.querySelector("
            + quoted(selector)
            + "); field.focus(); field.select()");
    send("POST", field + "/value", node().put("text", text));
  }

  /** Types keys where the focus is. */
  void press(String key) throws IOException, InterruptedException {
    ObjectNode body = node();
    ArrayNode actions =
        body.putArray("actions")
            .addObject()
            .put("type", "key")
            .put("id", "keyboard")
            .putArray("actions");
    actions.addObject().put("type", "keyDown").put("value", key);
    actions.addObject().put("type", "keyUp").put("value", key);
    send("POST", session + "/actions", body);
  }

  /** Prefers light or dark, and shrinks or widens the window. */
  void look(String scheme, int width, int height) throws IOException, InterruptedException {
    ObjectNode media = node();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", scheme);
    cdp("Emulation.setEmulatedMedia", media);
    ObjectNode size = node().put("width", width).put("height", height);
    cdp(
        "Emulation.setDeviceMetricsOverride",
        size.put("deviceScaleFactor", 1).put("mobile", false));
  }

  void picture(Path file) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(session + "/screenshot")).build();
    String body = http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8)).body();
    String png = Text.parse(body, "the picture").path("value").asText();
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(png));
  }

  @Override
  public void close() {
    try {
      send("DELETE", session, node());
    } catch (IOException e) {
      fail("the browser does not end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      driver.destroy();
      try {
        if (!driver.waitFor(10, TimeUnit.SECONDS)) {
          driver.destroyForcibly();
        }
      } catch (InterruptedException e) {
        driver.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
