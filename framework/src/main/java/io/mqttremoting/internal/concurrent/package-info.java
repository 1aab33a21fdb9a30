/** Threads and queues: where user code runs, in which order, and how many tasks may wait. */
@NullMarked
package io.mqttremoting.internal.concurrent;

import org.jspecify.annotations.NullMarked;
