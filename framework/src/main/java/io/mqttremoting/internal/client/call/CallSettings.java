package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.wire.Mapping;
import java.time.Duration;

/**
 * How calls on one connection go.
 *
 * @param clientId the client identifier, which is part of reply topics
 * @param timeout how long callers wait, unless the operation says something else
 * @param delivery how messages travel, unless the operation says something else
 */
public record CallSettings(
    JsonCodec json,
    Mapping mappingV5,
    Mapping mappingV3,
    String clientId,
    Duration timeout,
    Delivery delivery) {}
