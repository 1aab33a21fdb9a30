package io.mqttremoting.brokertests.artemis;

import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** ActiveMQ Artemis as an MQTT broker in this process, until the process is ended. */
final class Main {
  private Main() {}

  /** The arguments are the port, on 127.0.0.1, and a directory for files. */
  public static void main(String[] args) throws Exception {
    Configuration configuration =
        new ConfigurationImpl()
            .setPersistenceEnabled(false)
            .setSecurityEnabled(false)
            .setJMXManagementEnabled(false)
            .setWildCardConfiguration(
                new WildcardConfiguration().setDelimiter('/').setAnyWords('#').setSingleWord('+'))
            .addAcceptorConfiguration(
                "mqtt", "tcp://127.0.0.1:" + args[0] + "?protocols=MQTT;tcpNoDelay=true");
    configuration.setBrokerInstance(Path.of(args[1]).toFile());
    new EmbeddedActiveMQ().setConfiguration(configuration).start();
  }
}
