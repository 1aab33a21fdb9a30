/** Recordings of the traffic of an interface. */
@NullMarked
package io.mqttremoting.cli.recording;

import org.jspecify.annotations.NullMarked;
