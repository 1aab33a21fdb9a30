/** Writes modules as AsyncAPI documents. */
@NullMarked
package io.mqttremoting.internal.contracts.asyncapi;

import org.jspecify.annotations.NullMarked;
