/**
 * Publishes the values of properties, retained, and signals. {@link
 * io.mqttremoting.internal.service.value.ImplementationListener} listens to the changes and signals
 * of an implementation. {@link io.mqttremoting.internal.service.value.ServiceValues} holds a {@code
 * PropertyPublisher} for each property, which publishes its values in order and the last one on
 * each connect.
 */
@NullMarked
package io.mqttremoting.internal.service.value;

import org.jspecify.annotations.NullMarked;
