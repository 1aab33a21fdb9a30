/**
 * The wire protocol: topics, statuses, and the mappings of requests and replies to messages. {@link
 * io.mqttremoting.internal.wire.Topics} builds topics, and {@code FleetTopics} those of fleets.
 */
@NullMarked
package io.mqttremoting.internal.wire;

import org.jspecify.annotations.NullMarked;
