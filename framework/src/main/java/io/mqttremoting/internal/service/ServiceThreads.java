package io.mqttremoting.internal.service;

import io.mqttremoting.internal.concurrent.MessageCounts;
import io.mqttremoting.internal.concurrent.Watchdog;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The threads in which services run.
 *
 * @param workers run tasks that may wait for the broker or for user code
 * @param timers run timeouts and periodic checks
 * @param watchdog logs calls of user code that do not return
 * @param counts counts what is unusual about their messages
 */
public record ServiceThreads(
    Executor workers, ScheduledExecutorService timers, Watchdog watchdog, MessageCounts counts) {}
