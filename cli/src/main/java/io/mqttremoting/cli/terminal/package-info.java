/** What the command line prints and asks: lines, tables, JSON, colours, questions. */
@NullMarked
package io.mqttremoting.cli.terminal;

import org.jspecify.annotations.NullMarked;
