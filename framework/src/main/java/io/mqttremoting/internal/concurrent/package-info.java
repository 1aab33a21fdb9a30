/** Threads and queues: where user code runs, in which order, and how many tasks may wait. */
package io.mqttremoting.internal.concurrent;
