/** The commands, one class each. */
@NullMarked
package io.mqttremoting.cli.command;

import org.jspecify.annotations.NullMarked;
