package io.mqttremoting.service;

import io.mqttremoting.concurrent.Bound;
import io.mqttremoting.concurrent.TaskQueue;
import io.mqttremoting.concurrent.Watchdog;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * How one implementation is served.
 *
 * @param session which life of the program this is
 * @param group among whose members the requests are distributed; empty if there is one alone
 * @param connectionStatus what is said of the connection as a whole
 * @param statusExpiry after which the broker may forget what is said of presence; zero for never
 * @param workers where the rest of its code runs
 * @param turns where its setters and operations run
 * @param refusals where requests are answered that do not come so far
 * @param bounds how much may wait for each of these
 * @param watchdog names calls that do not return
 * @param tellInternalErrors whether callers get the messages of exceptions that nobody announced
 */
record ServiceSettings(
    String session,
    Optional<String> group,
    ConnectionStatus connectionStatus,
    Duration statusExpiry,
    Executor workers,
    Executor turns,
    TaskQueue refusals,
    Supplier<Bound> bounds,
    Watchdog watchdog,
    boolean tellInternalErrors) {}
