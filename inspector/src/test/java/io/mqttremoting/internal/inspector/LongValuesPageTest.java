package io.mqttremoting.internal.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.inspector.Inspector;
import io.mqttremoting.inspector.InspectorOptions;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.RawClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long, large and strange names and values leave room for the rest of the page. */
@Tag("long")
class LongValuesPageTest {
  private static final String NAME = "tb.simple/ANameThatTakesMoreThanOneLine";

  private static Mosquitto broker;
  private static RemotingConnection connection;
  private static Inspector inspector;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    broker = Mosquitto.start();
    browser = Browser.start();
    try (RawClient service = new RawClient(broker.uri(), "other")) {
      service.retain(NAME + "/prop/text", "\"" + "word ".repeat(20_000) + "\"");
    }
    connection = MqttRemoting.connect(broker.uri().toString());
    inspector = Inspector.start(connection, InspectorOptions.defaults());
    browser.open(inspector.uri().toString());
    browser.awaitText("nav", NAME);
    browser.click("nav a");
    browser.awaitText("[data-property=text] .value", "all 100002 characters");
  }

  @AfterAll
  static void stop() {
    if (inspector != null) {
      inspector.close();
      connection.close();
    }
    if (browser != null) {
      browser.close();
    }
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1180, 320})
  void aLongValueScrollsInItsPlace(int width) throws Exception {
    browser.look("light", width, 700);
    String box = "const box = document.querySelector('.value code').getBoundingClientRect(); ";
    int high = browser.run(box + "return box.height").asInt();
    assertTrue(high < 400, "it is " + high + " high");
    int wide = browser.run(box + "return box.width").asInt();
    assertTrue(wide > 200, "it is " + wide + " wide");
  }

  @Test
  void aLongNameDoesNotCutTheState() throws Exception {
    browser.look("light", 1180, 900);
    assertEquals(
        0,
        browser
            .run(
                "const state = document.querySelector('nav a .state');"
                    + " return state.scrollWidth - state.clientWidth")
            .asInt());
  }

  @Test
  void aNamespaceOfWhichNothingIsShownHasNoHeading() throws Exception {
    assertEquals(
        "a 1 more: use the filter.",
        browser
            .run(
                "const {render} = await import('/lit-html/lit-html.js');"
                    + " const {tree} = await import('/tree.js');"
                    + " const services = new Map();"
                    + " for (let i = 0; i <= 1000; i++) {"
                    + "   const one = {namespace: i < 1000 ? 'a' : 'z', module: 'm', name: 'I' + i,"
                    + "     instance: '', state: 'ONLINE'};"
                    + "   one.id = one.key = one.namespace + '/m/' + one.name;"
                    + "   services.set(one.key, one);"
                    + " }"
                    + " const box = document.createElement('div');"
                    + " render(tree({services, filter: '', selected: ''}), box);"
                    + " return [...box.querySelectorAll('h2, p')].map(each => each.textContent).join(' ')")
            .asText());
  }

  @Test
  void aResultThatIsCutSaysSo() throws Exception {
    assertEquals(
        "✓ ok \"cut… cut, it has 1000002 characters 1.0 ms",
        rendered("outcome", "{text: '\"cut', cut: 1000002, millis: 1}", "box.textContent"));
  }

  @Test
  void theLineOfTheLargestNumbersIsALine() throws Exception {
    assertEquals(
        "0.0,17.0 80.0,1.0",
        rendered(
            "spark", "[-1e308, 1e308]", "box.querySelector('polyline').getAttribute('points')"));
  }

  /** What a view makes of its argument. */
  private static String rendered(String view, String argument, String result) throws Exception {
    return browser
        .run(
            "const {render} = await import('/lit-html/lit-html.js');"
                + (" const view = (await import('/" + view + ".js'))." + view + ";")
                + " const box = document.createElement('div');"
                + (" render(view(" + argument + "), box);")
                + (" return " + result + ".replaceAll(/\\s+/g, ' ').trim()"))
        .asText();
  }

  @Test
  void anAddressIsNoOption() throws Exception {
    assertEquals(
        "mqtt-remoting set -- -x/Door.open 1",
        browser
            .run(
                "const door = {module: '-x', name: 'Door', namespace: '', instance: ''};"
                    + " return (await import('/shell.js')).setLine(door, 'open', '1', false)")
            .asText());
  }
}
