package io.mqttremoting.internal.service;

import io.mqttremoting.internal.concurrent.MessageCounts;
import io.mqttremoting.internal.service.presence.ConnectionStatus;
import io.mqttremoting.internal.service.request.RequestThreads;
import java.time.Duration;

/**
 * The settings of one served implementation.
 *
 * @param options the options that the user has chosen
 * @param session the random ID of the connection object
 * @param statusExpiry the time after which the broker may drop the statuses; zero for never
 * @param connectionStatus publishes the status of the connection
 * @param threads the threads that execute and answer the requests
 * @param counts counts what is unusual about the requests
 */
record ServiceSettings(
    ServingOptions options,
    String session,
    Duration statusExpiry,
    ConnectionStatus connectionStatus,
    RequestThreads threads,
    MessageCounts counts) {}
