/**
 * What an annotated interface says, read once. {@link
 * io.mqttremoting.internal.model.InterfaceReader} is the only reader of annotations and the only
 * author of interface errors; everything that runs later runs from the immutable {@link
 * io.mqttremoting.internal.model.InterfaceModel}.
 */
package io.mqttremoting.internal.model;
