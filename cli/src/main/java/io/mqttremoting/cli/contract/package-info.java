/** Contracts for people: as text, for reading arguments, for values of a mock. */
@NullMarked
package io.mqttremoting.cli.contract;

import org.jspecify.annotations.NullMarked;
