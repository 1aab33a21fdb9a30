/** The inspector. Start with {@link io.mqttremoting.inspector.Inspector}. */
@NullMarked
package io.mqttremoting.inspector;

import org.jspecify.annotations.NullMarked;
