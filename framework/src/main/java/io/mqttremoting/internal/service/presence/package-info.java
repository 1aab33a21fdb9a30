/**
 * Publishes whether services are online, retained. {@link
 * io.mqttremoting.internal.service.presence.ServiceStatus} publishes the status of one service,
 * {@link io.mqttremoting.internal.service.presence.ConnectionStatus} that of the connection. {@link
 * io.mqttremoting.internal.service.presence.ServiceLife} holds the stages of a service, from
 * starting to closed; {@link io.mqttremoting.internal.service.presence.GroupMember} joins and
 * leaves a group.
 */
@NullMarked
package io.mqttremoting.internal.service.presence;

import org.jspecify.annotations.NullMarked;
