/**
 * Whether a service is there: its life, what it and its connection say of that, retained, and its
 * membership in a group.
 */
package io.mqttremoting.internal.service.presence;
