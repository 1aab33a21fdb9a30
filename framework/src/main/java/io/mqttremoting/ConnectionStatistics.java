package io.mqttremoting;

/**
 * How much a connection has to do at a moment: figures for metrics, and for tests that look whether
 * something was left behind. {@link RemotingConnection#statistics()} reads them. Each figure is
 * exact at the moment when it was read; as they are read one after the other, two of them may be of
 * slightly different moments. When nothing is open on a connection, all come back to zero but for
 * what is subscribed to and remembered; after {@link RemotingConnection#close()}, these do so, too.
 *
 * <p>More figures may be added: read them, but do not construct this in programs.
 *
 * @param openCalls calls made by clients of this connection whose reply is awaited, with setters
 *     and fetches that return a future
 * @param openProbes calls that the connection makes by itself and whose reply is awaited: it asks a
 *     service for its clock, or whether it is alive
 * @param openRequests calls that services of this connection execute or will execute, made by
 *     programs of this library that await a reply
 * @param queued what has arrived and waits for user code: requests until they are answered, values
 *     until they are read, and calls of handlers until they begin. A figure that stays high says
 *     that handlers or implementations are slow
 * @param queuedBytes how many bytes of payloads those have together
 * @param waitingForBroker what the connection will say to the broker, or ask of it, once that has
 *     answered what was asked before: subscriptions, cancellations, refusals, repetitions of calls
 * @param unsentMessages messages that were handed over for sending and that the broker has not
 *     taken: at QoS 0, those that are not written; at QoS 1 and 2, those that are not acknowledged.
 *     Without a connection, replies that wait for the next one
 * @param busyThreads threads of the connection that run something: handlers, implementations and
 *     callbacks of futures, also while they block, and what waits for the broker. Those of an
 *     executor of {@link ServiceOptions#withExecutor} are not among them
 * @param timers timers that are set: for the deadlines of open calls, and for what is looked after
 *     from time to time as long as something is open
 * @param subscriptions topic filters that clients and services are subscribed to or, without a
 *     connection, will be on the next one
 * @param rememberedReplies calls that services of this connection have answered lately, and
 *     remember so that none is executed twice; calls of five minutes at most
 * @param rememberedBytes how many bytes the replies to those have together, as far as they are kept
 */
public record ConnectionStatistics(
    int openCalls,
    int openProbes,
    int openRequests,
    int queued,
    long queuedBytes,
    int waitingForBroker,
    int unsentMessages,
    int busyThreads,
    int timers,
    int subscriptions,
    int rememberedReplies,
    long rememberedBytes) {}
