package io.mqttremoting;

import io.mqttremoting.internal.client.ClientThreads;
import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.CallbackQueue;
import io.mqttremoting.internal.concurrent.MessageCounts;
import io.mqttremoting.internal.concurrent.QueuedTotal;
import io.mqttremoting.internal.concurrent.Steps;
import io.mqttremoting.internal.concurrent.Threads;
import io.mqttremoting.internal.concurrent.Watchdog;
import io.mqttremoting.internal.concurrent.Workers;
import io.mqttremoting.internal.service.ServiceThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The threads of one connection, and the limits of what waits for them. Thread-safe. */
final class ConnectionThreads {
  /** The bytes that a queue holds, as a multiple of the maximum payload. */
  private static final int QUEUE_BYTES_PER_PAYLOAD = 8;

  private final Workers workers;
  private final Workers callbackThreads;
  private final CallbackQueue callbacks;
  private final ScheduledThreadPoolExecutor timers;
  private final Watchdog watchdog;
  private final QueuedTotal queuedForClients = new QueuedTotal();
  private final QueuedTotal queuedForServices = new QueuedTotal();
  private final MessageCounts counts = new MessageCounts();
  private final int queueCapacity;
  private final long queueBytes;

  /**
   * Creates the threads of one connection.
   *
   * @param clientId the MQTT client identifier, which is part of their names
   * @param warnAfter the time after which running user code is logged
   * @param queueCapacity the number of tasks that wait in each queue for user code
   * @param maxPayloadBytes the limit of payloads; a queue holds a few times as many bytes
   */
  ConnectionThreads(String clientId, Duration warnAfter, int queueCapacity, int maxPayloadBytes) {
    String name = "remoting-" + clientId;
    workers = Threads.workers(name);
    callbackThreads = Threads.workers(name + "-callback");
    timers = Threads.timers(name + "-timer");
    callbacks = new CallbackQueue(callbackThreads, timers);
    watchdog = new Watchdog(Threads.checks(), warnAfter);
    this.queueCapacity = queueCapacity;
    queueBytes = (long) QUEUE_BYTES_PER_PAYLOAD * maxPayloadBytes;
  }

  /** The threads for user code, and for tasks that wait for the broker. */
  Workers workers() {
    return workers;
  }

  /** Logs user code that runs too long. */
  Watchdog watchdog() {
    return watchdog;
  }

  ClientThreads ofClients() {
    return new ClientThreads(
        workers,
        callbacks,
        timers,
        () -> new Bound(queueCapacity, queueBytes, queuedForClients),
        watchdog,
        counts);
  }

  ServiceThreads ofServices() {
    return new ServiceThreads(workers, timers, watchdog, counts);
  }

  /** A limit for one more queue of a service. */
  Bound newServiceBound() {
    return new Bound(queueCapacity, queueBytes, queuedForServices);
  }

  /** How many items wait in the queues of services. */
  int queuedForServices() {
    return queuedForServices.count();
  }

  /** How many items wait in all queues. */
  int queued() {
    return queuedForClients.count() + queuedForServices.count();
  }

  /** The bytes of these items. */
  long queuedBytes() {
    return queuedForClients.bytes() + queuedForServices.bytes();
  }

  /** What is unusual about the messages of the connection. */
  MessageCounts counts() {
    return counts;
  }

  /** How many threads run a task. */
  int busy() {
    return workers.busy() + callbackThreads.busy();
  }

  /** How many timers are set. */
  int timersSet() {
    return timers.getQueue().size();
  }

  /** Ends the threads; tasks that are queued still run. */
  void close() {
    Steps.runAll(
        List.of(
            callbacks::close, timers::shutdownNow, workers::shutdown, callbackThreads::shutdown));
  }
}
