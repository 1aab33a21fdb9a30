/** Traces and metrics of calls, signals and connections, with Micrometer. */
@SuppressWarnings({
  "requires-automatic",
  "requires-transitive-automatic"
}) // Micrometer's modules are automatic
module io.mqttremoting.micrometer {
  requires transitive io.mqttremoting;
  requires transitive micrometer.commons;
  requires transitive micrometer.core;
  requires transitive micrometer.observation;
  requires org.slf4j;
  requires static org.jspecify; // not transitive: users compile without it

  exports io.mqttremoting.micrometer;
}
