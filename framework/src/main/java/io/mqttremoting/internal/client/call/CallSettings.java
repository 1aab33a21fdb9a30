package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.ContractCheck;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.wire.Mappings;
import java.time.Duration;

/**
 * The settings of calls on one connection.
 *
 * @param clientId the client identifier, which is part of reply topics
 * @param timeout how long callers wait, unless the operation declares its own timeout
 * @param delivery how messages are delivered, unless the operation declares its own delivery
 * @param contractCheck what happens if the contract of a service is another
 */
public record CallSettings(
    JsonCodec json,
    Mappings mappings,
    String clientId,
    Duration timeout,
    Delivery delivery,
    ContractCheck contractCheck) {}
