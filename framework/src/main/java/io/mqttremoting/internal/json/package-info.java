/**
 * Reads and writes the JSON of the wire protocol. Only this package uses Jackson, apart from {@link
 * io.mqttremoting.ConnectionBuilder}, which accepts modules and mix-ins.
 */
@NullMarked
package io.mqttremoting.internal.json;

import org.jspecify.annotations.NullMarked;
