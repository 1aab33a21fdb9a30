/** Contracts of remote interfaces in files: ApiGear, AsyncAPI, Markdown, and Java sources. */
module io.mqttremoting.contracts {
  requires transitive io.mqttremoting;
  requires com.fasterxml.jackson.databind;
  requires java.compiler; // its rules for names
  requires org.snakeyaml.engine;
  requires static org.jspecify; // not transitive: users compile without it

  exports io.mqttremoting.contracts;
}
