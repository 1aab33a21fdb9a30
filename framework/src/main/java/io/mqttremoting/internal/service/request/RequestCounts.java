package io.mqttremoting.internal.service.request;

/**
 * How many requests a service knows at one moment.
 *
 * @param open those that are being executed, or wait for that
 * @param answered those that are remembered with, or without, their replies
 * @param replyBytes of the replies that are remembered, together
 */
public record RequestCounts(int open, int answered, long replyBytes) {}
