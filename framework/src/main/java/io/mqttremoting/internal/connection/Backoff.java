package io.mqttremoting.internal.connection;

import java.time.Duration;

/**
 * How patiently to connect again; {@link ReconnectDelays} computes each wait from it.
 *
 * @param first the longest wait before the first attempt
 * @param longest which no wait exceeds
 * @param maxAttempts after how many failures to give up; 0 for not trying at all
 */
public record Backoff(Duration first, Duration longest, int maxAttempts) {}
