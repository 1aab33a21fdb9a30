/**
 * Finds out which services of an interface are online: from their statuses, from the statuses of
 * their connections, from the broker, and by pings. Knows nothing of calls. {@link
 * io.mqttremoting.internal.client.presence.ServicePresence} receives the statuses and tells its
 * {@link io.mqttremoting.internal.client.presence.PresenceListener}s what changed; {@code
 * Assessment} chooses the service that calls are addressed to, and the result is an {@link
 * io.mqttremoting.internal.client.presence.Availability}. {@link
 * io.mqttremoting.internal.client.presence.ServiceConnections} subscribes to the statuses of
 * connections. {@link io.mqttremoting.internal.client.presence.LivenessCheck} pings services, and
 * {@link io.mqttremoting.internal.client.presence.Reachability} asks the broker.
 */
@NullMarked
package io.mqttremoting.internal.client.presence;

import org.jspecify.annotations.NullMarked;
