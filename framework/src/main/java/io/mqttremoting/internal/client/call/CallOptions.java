package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.Metadata;
import java.time.Duration;

/**
 * How a call is made.
 *
 * @param timeout how long the caller waits
 * @param metadata what is sent beside the request
 */
record CallOptions(Duration timeout, Delivery delivery, Metadata metadata) {}
