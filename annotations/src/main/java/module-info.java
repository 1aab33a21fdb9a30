/** The API for authors, implementers and callers of remote interfaces. It has no dependencies. */
module io.mqttremoting.api {
  exports io.mqttremoting.api;
}
