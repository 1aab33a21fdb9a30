package io.mqttremoting;

/**
 * The current load of a connection: figures for metrics, and for tests that check for leaks. {@link
 * RemotingConnection#statistics()} reads them one after the other, so two figures may be of
 * slightly different moments; each figure is exact for its moment. When nothing is open on the
 * connection, all figures return to zero except subscriptions and remembered replies; after {@link
 * RemotingConnection#close()} these are zero, too.
 *
 * <p>Later versions may add figures, so programs should read this record but not construct it.
 *
 * @param openCalls calls of this connection's clients that wait for a reply, including setters and
 *     fetches that return a future
 * @param openProbes calls that the connection makes by itself and that wait for a reply: they ask a
 *     service for its clock, or whether it is alive
 * @param openRequests calls that this connection's services execute or have queued, from programs
 *     of this library that wait for a reply
 * @param queued items that wait for user code: requests until they are answered, values until they
 *     are read, and handler calls until they begin. If this stays high, handlers or implementations
 *     are slow
 * @param queuedForServices those of them that wait for implementations: requests, and answers that
 *     are sent by other threads; the others wait for the handlers of clients
 * @param queuedBytes the payload bytes of all queued items
 * @param waitingForBroker operations that wait until the broker has answered earlier ones:
 *     subscriptions, cancellations, refusals, repetitions of calls
 * @param unsentMessages messages that the broker has not accepted yet: at QoS 0, messages that are
 *     not written; at QoS 1 and 2, messages that are not acknowledged. While not connected, replies
 *     that wait for the next connection
 * @param busyThreads threads of the connection that run handlers, implementations and callbacks of
 *     futures, also while these block, or that wait for the broker. Threads of an executor from
 *     {@link ServiceOptions#withExecutor} are not counted
 * @param timers active timers: for the timeouts of open calls and of requests, and for callbacks
 *     that wait
 * @param subscriptions topic filters that clients and services are subscribed to or, while not
 *     connected, will be subscribed to on the next connection
 * @param rememberedReplies recently answered calls that the services remember, so that no call is
 *     executed twice; a call is forgotten when a later one is answered more than five minutes after
 *     it
 * @param rememberedBytes the bytes of the replies to these calls that are still kept
 */
public record ConnectionStatistics(
    int openCalls,
    int openProbes,
    int openRequests,
    int queued,
    int queuedForServices,
    long queuedBytes,
    int waitingForBroker,
    int unsentMessages,
    int busyThreads,
    int timers,
    int subscriptions,
    int rememberedReplies,
    long rememberedBytes) {}
