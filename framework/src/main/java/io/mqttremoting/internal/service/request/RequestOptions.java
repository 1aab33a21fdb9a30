package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.Delivery;
import java.time.Duration;

/**
 * How requests are answered.
 *
 * @param delivery how replies are sent unless the operation specifies it
 * @param futureTimeout how long the future of an operation may take if the caller states no timeout
 * @param calls what the user adds to the execution of calls
 * @param ownReplyTopicsOnly whether replies are sent only to the interface's own reply topics
 */
public record RequestOptions(
    Delivery delivery, Duration futureTimeout, CallPolicy calls, boolean ownReplyTopicsOnly) {}
