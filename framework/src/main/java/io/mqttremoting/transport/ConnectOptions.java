package io.mqttremoting.transport;

import java.net.URI;
import java.time.Duration;

/** To which broker, as whom, and how long to wait for its answers. */
public record ConnectOptions(URI uri, String clientId, Duration timeout) {}
