package io.mqttremoting.service;

import java.time.Duration;
import java.util.Optional;

/**
 * What a user chooses for what is served.
 *
 * @param group among whose members the requests are distributed; empty if there is one alone
 * @param tellInternalErrors whether callers get the messages of exceptions that nobody announced
 * @param futureTimeout how long the future of an operation may take for a caller that does not say
 *     how long it waits
 * @param ownReplyTopicsOnly whether requests are answered on the interface's own reply topics only
 */
public record ServingOptions(
    Optional<String> group,
    boolean tellInternalErrors,
    Duration futureTimeout,
    boolean ownReplyTopicsOnly) {}
