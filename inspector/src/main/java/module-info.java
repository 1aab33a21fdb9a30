/** A page in the browser that shows services, and calls them. */
@SuppressWarnings("requires-automatic") // lit-html, which the page imports
module io.mqttremoting.inspector {
  requires transitive io.mqttremoting;
  requires io.mqttremoting.contracts;
  requires com.fasterxml.jackson.databind;
  requires jdk.httpserver;
  requires lit.html;
  requires org.slf4j;
  requires static org.jspecify; // not transitive: users compile without it

  exports io.mqttremoting.inspector;
}
