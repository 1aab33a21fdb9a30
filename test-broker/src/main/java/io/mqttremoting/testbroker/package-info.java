/** An MQTT 3.1.1 broker in the JVM of the tests, and a JUnit Jupiter extension for it. */
package io.mqttremoting.testbroker;
