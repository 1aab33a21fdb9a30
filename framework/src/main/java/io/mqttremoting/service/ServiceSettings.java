package io.mqttremoting.service;

import io.mqttremoting.concurrent.Bound;
import io.mqttremoting.concurrent.TaskQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * How one implementation is served.
 *
 * @param turns where its setters and operations run
 * @param refusals where requests are answered that do not come so far
 * @param bounds how much may wait for each of these
 * @param tellInternalErrors whether callers get the messages of exceptions that nobody announced
 */
record ServiceSettings(
    Executor turns, TaskQueue refusals, Supplier<Bound> bounds, boolean tellInternalErrors) {}
