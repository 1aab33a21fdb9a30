/** Writes modules as Java sources. */
@NullMarked
package io.mqttremoting.internal.contracts.source;

import org.jspecify.annotations.NullMarked;
