package io.mqttremoting.internal.service.request;

/**
 * How many requests a service knows at one moment.
 *
 * @param open requests that are being executed or wait for execution
 * @param answered answered requests that are remembered, with or without their replies
 * @param replyBytes the size of the remembered replies together
 */
public record RequestCounts(int open, int answered, long replyBytes) {}
