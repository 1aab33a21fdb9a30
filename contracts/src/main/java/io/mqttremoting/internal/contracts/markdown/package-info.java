/** Writes modules as pages for people. */
@NullMarked
package io.mqttremoting.internal.contracts.markdown;

import org.jspecify.annotations.NullMarked;
