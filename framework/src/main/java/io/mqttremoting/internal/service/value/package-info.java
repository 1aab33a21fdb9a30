/**
 * What a service publishes of itself: values of properties, retained, and signals, as its
 * implementation tells of them.
 */
package io.mqttremoting.internal.service.value;
