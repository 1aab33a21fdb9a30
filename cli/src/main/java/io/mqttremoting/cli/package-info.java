/** The command line tool {@code mqtt-remoting}. */
@NullMarked
package io.mqttremoting.cli;

import org.jspecify.annotations.NullMarked;
