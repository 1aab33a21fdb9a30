/** Trees of ApiGear modules: reading, rules, joining, writing. */
@NullMarked
package io.mqttremoting.internal.contracts;

import org.jspecify.annotations.NullMarked;
