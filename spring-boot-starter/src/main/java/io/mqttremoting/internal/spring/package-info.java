/**
 * What the starter adds to a Spring Boot program. {@link
 * io.mqttremoting.internal.spring.MqttRemotingAutoConfiguration} has all beans; {@code
 * RemotingConnections} has the connections, {@code RemoteClientFactoryBean} makes a client, {@code
 * ServiceServer} serves beans.
 */
@NullMarked
package io.mqttremoting.internal.spring;

import org.jspecify.annotations.NullMarked;
