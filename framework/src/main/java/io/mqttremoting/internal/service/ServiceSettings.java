package io.mqttremoting.internal.service;

import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.concurrent.Turn;
import io.mqttremoting.internal.concurrent.Watchdog;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * How one implementation is served.
 *
 * @param session which life of the program this is
 * @param options what the user has chosen
 * @param statusExpiry after which the broker may forget what is said of presence; zero for never
 * @param workers where the rest of its code runs
 * @param turns where its setters and operations run
 * @param refusals where requests are answered that do not come so far
 * @param bounds how much may wait for each of these
 * @param watchdog names calls that do not return
 * @param timers ends what takes too long
 */
record ServiceSettings(
    String session,
    ServingOptions options,
    Duration statusExpiry,
    Executor workers,
    Turn turns,
    TaskQueue refusals,
    Supplier<Bound> bounds,
    Watchdog watchdog,
    ScheduledExecutorService timers) {}
