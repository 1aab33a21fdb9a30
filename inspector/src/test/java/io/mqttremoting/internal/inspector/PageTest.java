package io.mqttremoting.internal.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.inspector.Inspector;
import io.mqttremoting.inspector.InspectorOptions;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.world.Hello;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page in Chromium, as a user sees it. */
@Tag("long")
class PageTest {
  private static final String MOVE = "[data-operation=moveTo]";
  private static final String HEAT = "[data-property=heat]";

  private static Mosquitto broker;
  private static RemotingConnection services;
  private static RemotingConnection connection;
  private static Inspector inspector;
  private static Browser browser;
  private static final Robot ROBOT = new Robot();

  @BeforeAll
  static void start() throws Exception {
    broker = Mosquitto.start();
    browser = Browser.start();
    services = MqttRemoting.connection(broker.uri().toString()).clientId("robot-kitchen").connect();
    services.serve(ROBOT, ServiceOptions.defaults().withInstance("kitchen"));
    services.serve(new Hello());
    connection = MqttRemoting.connect(broker.uri().toString());
    inspector = Inspector.start(connection, InspectorOptions.defaults().withWrites());
    browser.open(inspector.uri().toString());
    browser.awaitText("nav", "io.world/Hello");
  }

  @AfterAll
  static void stop() {
    if (inspector != null) {
      inspector.close();
      connection.close();
      services.close();
    }
    if (browser != null) {
      browser.close();
    }
    broker.close();
  }

  @BeforeEach
  void showRobot() throws Exception {
    browser.open("about:blank"); // else it would only be another address of the same page
    browser.open("http://" + inspector.uri().getAuthority() + "/#/");
    browser.awaitText("main", "Choose a service on the left.");
    browser.run("location.hash = '#/@kitchen/io.factory/Robot'");
    browser.awaitText(".operation", "count");
  }

  @Test
  void theTreeShowsWhatIsThereAndTheAddressHasNoToken() throws Exception {
    browser.awaitText("header", "connected");
    assertTrue(browser.text("nav").contains("io.factory/Robot"), browser.text("nav"));
    browser.awaitText("nav a[aria-current=page]", "@kitchen");
    browser.awaitText("nav a[aria-current=page]", "there");
    assertEquals("#/@kitchen/io.factory/Robot", browser.run("return location.hash").asText());
    assertEquals("", browser.run("return location.search").asText());
    assertEquals("", browser.run("return document.cookie").asText());
    assertEquals(
        "@kitchen/io.factory/Robot – Inspector", browser.run("return document.title").asText());
    browser.awaitText("main", "Drives about.");
    browser.awaitText(".presence", "robot-kitchen");
  }

  @Test
  void theFilterNarrowsTheTree() throws Exception {
    browser.type("nav input", "hello");
    Await.until("only Hello", () -> !browser.text("nav").contains("Robot"));
    browser.awaitText("nav", "io.world/Hello");
    browser.type("nav input", "nothing like this");
    browser.awaitText("nav", "Nothing matches.");
    browser.run(
        "const field = document.querySelector('nav input'); field.value = '';"
            + " field.dispatchEvent(new Event('input'))");
    browser.awaitText("nav", "Robot");
  }

  @Test
  void aValueChangesBeforeTheEyes() throws Exception {
    ROBOT.heat.set(20.5);
    browser.awaitText(HEAT + " .value", "20.5");
    browser.awaitText(HEAT + " .age", "now");
    ROBOT.heat.set(21.75);
    browser.awaitText(HEAT + " .value", "21.75");
    Await.until("a line of the numbers", () -> count(HEAT + " .spark polyline") == 1);
    browser.click(HEAT + " .buttons button");
    browser.awaitText(".history", "20.5 → 21.75");
  }

  private static int count(String selector) {
    return run("return document.querySelectorAll('" + selector + "').length").asInt();
  }

  private static JsonNode run(String script) {
    try {
      return browser.run(script);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The page is drawn anew only once a frame, and late on a busy machine. */
  @Test
  void fieldsThatAreFilledInWithinOneFrameAllCount() throws Exception {
    browser.click(MOVE + " summary");
    browser.run(
        "for (const [at, text] of ['5', '6'].entries()) {"
            + " const field = document.querySelectorAll('"
            + MOVE
            + " fieldset fieldset input')[at];"
            + " field.value = text; field.dispatchEvent(new Event('input')); }");
    Await.until(
        "both are in the JSON",
        () ->
            run("return document.querySelector('" + MOVE + " textarea').value")
                .asText()
                .startsWith("{\"target\":{\"x\":5,\"y\":6}"));
  }

  @Test
  void aCallWithAStructReturnsAndAnErrorShowsItsCode() throws Exception {
    ROBOT.position.set(new IRobot.Position(0, 0));
    browser.click(MOVE + " summary");
    browser.type(MOVE + " fieldset fieldset label:nth-of-type(1) input", "3");
    browser.type(MOVE + " fieldset fieldset label:nth-of-type(2) input", "4");
    browser.click(MOVE + " button.call");
    browser.awaitText(MOVE + " .outcome", "✓ ok 5.0");
    browser.awaitText("[data-property=position] .value", "{\"x\":3.0,\"y\":4.0}");
    browser.type(MOVE + " textarea", "{\"target\":{\"x\":1,\"y\":1},\"mode\":1}");
    Await.equal(
        "MANUAL",
        () ->
            run("return document.querySelector('" + MOVE + " select').selectedOptions[0].text")
                .asText());
    browser.click(MOVE + " button.call");
    browser.awaitText(MOVE + " .outcome", "✕ APPLICATION a box <b>stands</b> there (blocked)");
    browser.awaitText(".calls", "Calls so far (2)");
  }

  @Test
  void theCallsSoFarStayWhileAnotherServiceIsShown() throws Exception {
    browser.click("[data-operation=count] summary");
    browser.type("[data-operation=count] textarea", "{\"by\":4711}");
    browser.click("[data-operation=count] button.call");
    browser.awaitText("[data-operation=count] .outcome", "4712");
    browser.run("location.hash = '#/io.world/Hello'");
    browser.awaitText("main h2", "io.world/Hello");
    assertEquals(0, count(".calls"));
    browser.run("location.hash = '#/@kitchen/io.factory/Robot'");
    browser.click(".calls summary");
    browser.awaitText(".calls", "count(4711)");
  }

  @Test
  void whatTheContractForbidsCannotBeSent() throws Exception {
    browser.click(MOVE + " summary");
    browser.type(MOVE + " textarea", "{\"target\":{\"x\":\"far\"},\"mode\":9}");
    browser.awaitText(MOVE + " .problems", "target.x must be a number");
    browser.awaitText(MOVE + " .problems", "mode must be one of AUTO, MANUAL");
    assertTrue(
        browser
            .run("return document.querySelector('" + MOVE + " button.call').disabled")
            .asBoolean());
  }

  @Test
  void copiesWhatAShellTakesLiterally() throws Exception {
    browser.click(MOVE + " summary");
    browser.run("navigator.clipboard.writeText = async text => {}");
    browser.click(MOVE + " .copy");
    browser.awaitText(MOVE + " .copied", "copied");
    assertEquals(
        "mqtt-remoting call io.factory/Robot@kitchen.moveTo 'target={\"x\":0,\"y\":0}' mode=0",
        browser.run("return document.querySelector('" + MOVE + " .copy').dataset.copied").asText());
    assertEquals(
        "'it'\\''s $(reboot) `x`'",
        browser.run("return (await import('/shell.js')).quote(\"it's $(reboot) `x`\")").asText());
  }

  @Test
  void largeNumbersKeepTheirDigits() throws Exception {
    browser.click("[data-operation=count] summary");
    browser.type("[data-operation=count] textarea", "{\"by\":9007199254740993}");
    browser.click("[data-operation=count] button.call");
    browser.awaitText("[data-operation=count] .outcome", "9007199254740994");
  }

  @Test
  void setsAPropertyWithAForm() throws Exception {
    String mode = "[data-property=mode]";
    browser.click(mode + " .buttons button:nth-of-type(2)");
    browser.awaitText("form.set", "MANUAL");
    browser.run(
        "const list = document.querySelector('form.set select'); list.value = '1';"
            + " list.dispatchEvent(new Event('change'))");
    browser.click("form.set button[type=submit]");
    browser.awaitText("form.set .outcome", "✓ set");
    browser.awaitText(mode + " .value", "1 MANUAL");
    assertEquals(IRobot.Mode.MANUAL, ROBOT.getMode());
    ROBOT.mode.set(IRobot.Mode.AUTO);
  }

  @Test
  void aFloodOfSignalsIsCountedAndCanBePausedAndFiltered() throws Exception {
    for (int i = 0; i < 5_000; i++) {
      ROBOT.bump("wall", i);
    }
    ROBOT.bump("door", 7);
    browser.awaitText(".log", "[\"door\",7]");
    browser.awaitText(".bar .count", "500 of 500 kept");
    browser.awaitText(".bar .count", "left out");
    assertEquals(100, count(".log li"));
    browser.type(".bar input", "door");
    browser.awaitText(".bar .count", "1 of 500 kept");
    browser.click(".bar button");
    ROBOT.bump("door", 8);
    browser.awaitText(".bar .count", "1 waiting");
    browser.click(".bar button");
    browser.awaitText(".log", "[\"door\",8]");
  }

  @Test
  void aServiceThatIsKilledIsShownAsGone() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Robot.class.getName(),
                broker.uri().toString(),
                "cellar")
            .inheritIO()
            .start();
    try {
      browser.run("location.hash = '#/@cellar/io.factory/Robot'");
      browser.awaitText("main h2", "@cellar ● there");
    } finally {
      other.destroyForcibly().waitFor();
    }
    browser.awaitText("main h2", "gone (killed or cut off)");
    browser.awaitText("nav a[aria-current=page]", "gone");
    browser.awaitText("main", "No service is there.");
    assertEquals(1, count("nav a.service.gone"));
    assertEquals( // as readable as the others that are selected
        true,
        browser
            .run(
                "const link = document.querySelector('nav a.gone[aria-current=page]'); return"
                    + " getComputedStyle(link).color"
                    + " === getComputedStyle(link.querySelector('.name')).color")
            .asBoolean());
  }

  @Test
  void anotherPageCannotReadOrCall() throws Exception {
    String other = "http://localhost:" + inspector.uri().getPort() + "/";
    browser.open(inspector.uri().toString().replace("127.0.0.1", "localhost"));
    browser.awaitText("nav", "io.world/Hello");
    String own = "http://" + inspector.uri().getAuthority();
    for (String request :
        new String[] {
          "'" + own + "/main.js'", "'" + own + "/api/call', {method: 'POST', body: '{}'}"
        }) {
      assertEquals(
          "refused",
          browser
              .run("try { await fetch(" + request + "); return 'read' } catch { return 'refused' }")
              .asText(),
          "from " + other);
    }
    browser.open(own + "/");
    browser.awaitText("nav", "io.world/Hello");
  }

  @Test
  void worksWithTheKeyboardAlone() throws Exception {
    browser.run("document.querySelector('nav input').focus()");
    for (int i = 0; i < 20 && !focused().contains("Hello"); i++) {
      browser.press("\uE004"); // tab
    }
    browser.press("\uE007"); // enter
    browser.awaitText("main h2", "io.world/Hello");
    browser.awaitText("[data-property=last]", "changes");
    assertEquals(
        "changes of last, set last",
        browser
            .run(
                "return [...document.querySelectorAll('[data-property=last] button')]"
                    + ".map(each => each.ariaLabel).join(', ')")
            .asText());
    assertEquals(
        "[]",
        browser
            .run(
                "return [...document.querySelectorAll('button, input, select, textarea, a')]"
                    + ".filter(each => !(each.textContent.trim() || each.ariaLabel || each.labels?.length))"
                    + ".map(each => each.outerHTML)")
            .toString());
  }

  private static String focused() throws Exception {
    return browser.run("return document.activeElement.innerText").asText();
  }

  @Test
  void fitsASmallWindowAndMakesPictures() throws Exception {
    browser.click(MOVE + " summary");
    for (double heat : new double[] {20.5, 21, 20.75, 22, 23.5, 23, 24.25}) {
      ROBOT.heat.set(heat);
      browser.awaitText(HEAT + " .value", "" + heat);
    }
    ROBOT.bump("wall", 3);
    browser.awaitText(".log", "[\"wall\",3]");
    browser.click(MOVE + " button.call");
    browser.awaitText(MOVE + " .outcome", "✓ ok");
    for (String scheme : new String[] {"light", "dark"}) {
      browser.look(scheme, 1180, 960);
      if (System.getProperty("inspector.pictures") != null) {
        browser.picture(
            Path.of(System.getProperty("inspector.pictures"), "inspector-" + scheme + ".png"));
      }
    }
    browser.look("light", 320, 700);
    assertEquals(
        0,
        browser
            .run(
                "const page = document.documentElement; return page.scrollWidth - page.clientWidth")
            .asInt());
    browser.look("light", 1180, 900);
  }
}
