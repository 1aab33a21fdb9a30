package io.mqttremoting.internal.service;

import io.mqttremoting.internal.service.request.RequestThreads;
import java.time.Duration;

/**
 * How one implementation is served.
 *
 * @param options what the user has chosen
 * @param session which life of the program this is
 * @param statusExpiry after which the broker may forget what is said of presence; zero for never
 * @param threads where its requests are executed and answered
 */
record ServiceSettings(
    ServingOptions options, String session, Duration statusExpiry, RequestThreads threads) {}
