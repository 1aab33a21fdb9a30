package io.mqttremoting.transport;

import io.mqttremoting.wire.Message;
import java.net.URI;
import java.time.Duration;

/**
 * To which broker, as whom, how long to wait for its answers, and what it says of us if we vanish.
 */
public record ConnectOptions(URI uri, String clientId, Duration timeout, Message will) {}
