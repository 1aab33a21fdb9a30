package io.mqttremoting.internal.connection;

import java.time.Duration;

/**
 * How long to wait before each attempt to reconnect, and when to give up. {@link ReconnectDelays}
 * computes each wait from it.
 *
 * @param first the upper limit of the wait before the first attempt; connections that are lost soon
 *     after they were made double it
 * @param longest the upper limit of every wait
 * @param maxAttempts after how many failures to give up; 0 to never reconnect
 */
public record Backoff(Duration first, Duration longest, int maxAttempts) {}
