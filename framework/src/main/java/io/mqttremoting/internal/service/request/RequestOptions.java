package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.Delivery;
import java.time.Duration;

/**
 * How requests are answered.
 *
 * @param delivery how replies travel, unless the operation says it
 * @param futureTimeout how long the future of an operation may take for a caller that does not say
 *     how long it waits
 * @param tellInternalErrors whether callers get the messages of exceptions that nobody announced
 * @param ownReplyTopicsOnly whether requests are answered on the interface's own reply topics only
 */
public record RequestOptions(
    Delivery delivery,
    Duration futureTimeout,
    boolean tellInternalErrors,
    boolean ownReplyTopicsOnly) {}
