/** The API for authors, implementers and callers of remote interfaces. It has no dependencies. */
module io.mqttremoting.api {
  requires static org.jspecify; // not transitive: users compile without it

  exports io.mqttremoting.api;
}
