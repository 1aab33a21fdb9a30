/**
 * Which services of an interface are there: what they and their connections say, what the broker
 * says, and whether they are alive. Knows nothing of calls.
 */
package io.mqttremoting.internal.client.presence;
