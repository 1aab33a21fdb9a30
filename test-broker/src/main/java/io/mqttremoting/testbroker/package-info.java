/** An MQTT 3.1.1 broker in the JVM of the tests, and a JUnit Jupiter extension for it. */
@NullMarked
package io.mqttremoting.testbroker;

import org.jspecify.annotations.NullMarked;
