/**
 * The inspector's server: {@code Gate} decides who may do what, {@code Api} answers, {@code Feed}
 * sends what changes.
 */
@NullMarked
package io.mqttremoting.internal.inspector;

import org.jspecify.annotations.NullMarked;
