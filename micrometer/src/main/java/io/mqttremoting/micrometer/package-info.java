/** Traces and metrics of calls, signals and connections, with Micrometer. */
@NullMarked
package io.mqttremoting.micrometer;

import org.jspecify.annotations.NullMarked;
