/** Threads and queues: where user code runs, in what order, and how much may wait for it. */
package io.mqttremoting.internal.concurrent;
