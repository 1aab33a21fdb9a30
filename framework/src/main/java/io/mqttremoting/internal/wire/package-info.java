/**
 * The wire protocol: topics, statuses, and the mappings of requests and replies to messages. {@link
 * io.mqttremoting.internal.wire.Topics} is the only class that builds topics.
 */
@NullMarked
package io.mqttremoting.internal.wire;

import org.jspecify.annotations.NullMarked;
