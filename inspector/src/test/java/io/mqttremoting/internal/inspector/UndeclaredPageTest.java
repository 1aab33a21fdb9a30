package io.mqttremoting.internal.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.inspector.Inspector;
import io.mqttremoting.inspector.InspectorOptions;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.RawClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page with a service in another language, which tells no contract. */
@Tag("long")
class UndeclaredPageTest {
  @Test
  void showsAndSetsWhatHasBeenHeard() throws Exception {
    try (Mosquitto broker = Mosquitto.start();
        RemotingConnection connection = MqttRemoting.connect(broker.uri().toString());
        RawClient service = new RawClient(broker.uri(), "other")) {
      service.subscribe("tb.simple/Simple/set/+").subscribe("tb.simple/Simple/rpc/#");
      service.retain("tb.simple/Simple/prop/count", "5");
      try (Inspector inspector =
              Inspector.start(connection, InspectorOptions.defaults().withWrites());
          Browser browser = Browser.start()) {
        browser.open(inspector.uri().toString());
        browser.awaitText("nav", "tb.simple/Simple");
        browser.click("nav a");
        browser.awaitText("main h2", "◌ only values");
        browser.awaitText("[data-property=count] .value", "5");
        browser.awaitText("main", "a service in another language does not tell its contract");
        service.publish("tb.simple/Simple/sig/beep", "[\"<i>\"]");
        browser.awaitText(".log", "beep [\"<i>\"]");

        browser.click("[data-property=count] .buttons button:nth-of-type(2)");
        browser.type("form.set textarea", "7");
        browser.click("form.set button[type=submit]");
        browser.awaitText("form.set .outcome", "✓ set");
        assertEquals("7", service.next("tb.simple/Simple/set/count").text());

        browser.type(".raw-call input[type=text]", "reset");
        browser.type(".raw-call textarea", "[true]");
        browser.click(".raw-call input[type=checkbox]");
        browser.run("navigator.clipboard.writeText = async text => {}");
        browser.click(".raw-call .copy");
        assertEquals(
            "mqtt-remoting call --no-reply tb.simple/Simple.reset true",
            browser
                .run("return document.querySelector('.raw-call .copy').dataset.copied")
                .asText());
        browser.click(".raw-call button[type=submit]");
        browser.awaitText(".calls", "Calls so far (1)");
        String request =
            service.next("a request", packet -> packet.topic().endsWith("/reset")).text();
        assertEquals("[true]", request.replaceAll(".*(\\[true\\]).*", "$1"));
      }
      service.retain("@cellar/tb.simple/Simple/prop/count", "6");
      try (Inspector inspector = Inspector.start(connection, InspectorOptions.defaults());
          Browser browser = Browser.start()) {
        browser.open(inspector.uri().toString());
        browser.awaitText("nav", "@cellar");
        browser.awaitText("nav", "(no instance)\n");
        browser.click("nav a");
        browser.awaitText(".raw-call", "read-only: start the inspector with --allow-writes");
      }
    }
  }
}
