package io.mqttremoting.internal.spring;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties that are not of one connection.
 *
 * @param connections Further connections by name, each with the same properties as the default
 *     connection. They inherit nothing from it.
 * @param serveAll Whether to serve every bean that implements a remote interface, also without
 *     RemoteService.
 * @param startupTimeout How long the program waits for the first connection while it starts. It
 *     waits no longer than the first attempt to connect, and starts without a broker, too.
 * @param observation What is observed with mqtt-remoting-micrometer, beside calls.
 */
@ConfigurationProperties("mqtt.remoting")
public record MqttRemotingProperties(
    @DefaultValue Map<String, ConnectionProperties> connections,
    @DefaultValue("false") boolean serveAll,
    @DefaultValue("5s") Duration startupTimeout,
    @DefaultValue Observation observation) {

  /**
   * What is observed beside calls.
   *
   * @param signals Whether to observe signals.
   * @param values Whether to observe values of properties.
   */
  public record Observation(
      @DefaultValue("false") boolean signals, @DefaultValue("false") boolean values) {}
}
