/** An MQTT 3.1.1 broker inside the test's own JVM, and a JUnit Jupiter extension for it. */
package io.mqttremoting.testbroker;
