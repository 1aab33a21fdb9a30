/**
 * Models of annotated interfaces. {@link io.mqttremoting.internal.model.InterfaceReader} reads each
 * interface once and checks all rules; no other package reads annotations or creates interface
 * errors. Everything else uses the immutable {@link io.mqttremoting.internal.model.InterfaceModel}.
 */
@NullMarked
package io.mqttremoting.internal.model;

import org.jspecify.annotations.NullMarked;
