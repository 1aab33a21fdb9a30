package io.mqttremoting.internal.service;

import io.mqttremoting.internal.concurrent.Watchdog;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Where services run.
 *
 * @param workers runs what may wait, for the broker or for code of the user
 * @param timers ends what takes too long
 * @param watchdog names calls that do not return
 */
public record ServiceThreads(
    Executor workers, ScheduledExecutorService timers, Watchdog watchdog) {}
