package io.mqttremoting.internal.spring;

import io.mqttremoting.api.ContractCheck;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.MqttVersion;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The properties of one connection: a setting of {@code ConnectionBuilder} each.
 *
 * @param uris URIs of the brokers, such as tcp://host:1883 or ssl://host:8883. Default: the
 *     environment variable MQTT_REMOTING_URI, or tcp://localhost:1883.
 * @param clientId MQTT client identifier, unique at the broker. Default: random.
 * @param username User to connect as. Default: anonymous.
 * @param password Password of the user.
 * @param namespace Topic levels before all topics, such as plant7/line2. Default: none.
 * @param mqttVersion The only version of MQTT to use. Default: the newest that the broker and this
 *     program support; MQTT 5 needs mqtt-remoting-mqtt5.
 * @param spreadBrokers Whether to try the brokers in a random order.
 * @param returnToFirst How often to check whether the first broker is back, to return to it.
 *     Default: never.
 * @param followServerReference Whether to go to other brokers that an MQTT 5 broker names.
 * @param connectTimeout Timeout of each step of connecting and subscribing. Default: 10 s.
 * @param callTimeout Timeout of calls whose operation sets none. Default: 30 s.
 * @param keepAlive How often to ping the broker while nothing else is sent. Default: 20 s.
 * @param drainTimeout How long closing waits for running requests. Default: 5 s.
 * @param warnAfter After which time handlers and implementations that still run are logged.
 *     Default: 30 s.
 * @param delivery Quality of service of all messages. Default: auto.
 * @param subscribeAtQos0 Whether to subscribe to everything at QoS 0, as clusters of nats-server
 *     need.
 * @param contractCheck What to do if the contract of a service breaks that of a client. Default:
 *     warn.
 * @param maxPayload Maximum size of a payload, sent or received. Default: 4 MiB.
 * @param queueCapacity Maximum number of messages that wait for the handlers of a client, and of
 *     requests at a service. Default: 10000.
 * @param logContext Whether to fill the MDC while user code runs: remoting.interface,
 *     remoting.member, remoting.correlation.
 * @param reconnect Delays and attempts to reconnect.
 * @param ssl TLS settings for the schemes ssl, mqtts and wss.
 */
@ConfigurationProperties("mqtt.remoting")
public record ConnectionProperties(
    @Nullable List<String> uris,
    @Nullable String clientId,
    @Nullable String username,
    @Nullable String password,
    @Nullable String namespace,
    @Nullable MqttVersion mqttVersion,
    @DefaultValue("false") boolean spreadBrokers,
    @Nullable Duration returnToFirst,
    @DefaultValue("false") boolean followServerReference,
    @Nullable Duration connectTimeout,
    @Nullable Duration callTimeout,
    @Nullable Duration keepAlive,
    @Nullable Duration drainTimeout,
    @Nullable Duration warnAfter,
    @Nullable Delivery delivery,
    @DefaultValue("false") boolean subscribeAtQos0,
    @Nullable ContractCheck contractCheck,
    @Nullable DataSize maxPayload,
    @Nullable Integer queueCapacity,
    @DefaultValue("false") boolean logContext,
    @DefaultValue Reconnect reconnect,
    @DefaultValue Ssl ssl) {

  /**
   * Delays and attempts to reconnect.
   *
   * @param firstDelay Longest delay before the first attempt.
   * @param longestDelay Longest delay between attempts.
   * @param attempts Failed attempts after which reconnecting stops. Default: unlimited.
   */
  public record Reconnect(
      @DefaultValue("200ms") Duration firstDelay,
      @DefaultValue("10s") Duration longestDelay,
      @Nullable Integer attempts) {}

  /**
   * TLS settings.
   *
   * @param bundle Name of the SSL bundle with the trust and the client certificate. Default: the
   *     authorities that the JVM trusts.
   * @param verifyHostName Whether the broker's certificate must name the host of the URI.
   */
  public record Ssl(@Nullable String bundle, @DefaultValue("true") boolean verifyHostName) {}

  /** Without the password. */
  @Override
  public String toString() {
    return "properties of a connection to " + uris;
  }
}
