/**
 * Reads and writes the JSON of the wire protocol. Only this package uses Jackson, apart from public
 * classes whose methods have its types, such as {@link io.mqttremoting.ConnectionBuilder}.
 */
@NullMarked
package io.mqttremoting.internal.json;

import org.jspecify.annotations.NullMarked;
