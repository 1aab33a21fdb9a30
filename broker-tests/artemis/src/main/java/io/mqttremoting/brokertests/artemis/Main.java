package io.mqttremoting.brokertests.artemis;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.config.ClusterConnectionConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.cluster.impl.MessageLoadBalancingType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** ActiveMQ Artemis as an MQTT broker in this process, until the process is ended. */
final class Main {
  private static final String THIS = "this";

  /** A node whose packets get lost is noticed after this time; Artemis's own is a minute. */
  private static final long NODE_IS_LOST_MILLIS = 5_000;

  private static final long CHECK_MILLIS = 1_000;
  private static final long RETRY_MILLIS = 200;
  private static final int JOURNAL_FILE_BYTES = 1024 * 1024;

  private Main() {}

  /**
   * The arguments are the address to listen on, {@code host:port}, and a directory for files. If it
   * is a node of a cluster, its own address for other nodes and those of the others follow.
   */
  public static void main(String[] args) throws Exception {
    Configuration configuration =
        new ConfigurationImpl()
            .setPersistenceEnabled(false)
            .setSecurityEnabled(false)
            .setJMXManagementEnabled(false)
            .setWildCardConfiguration(
                new WildcardConfiguration().setDelimiter('/').setAnyWords('#').setSingleWord('+'))
            .addAcceptorConfiguration(
                "mqtt", "tcp://" + args[0] + "?protocols=MQTT;tcpNoDelay=true");
    configuration.setBrokerInstance(Path.of(args[1]).toFile());
    if (args.length > 2) {
      keepState(configuration);
      addCluster(configuration, List.of(args).subList(2, args.length));
    }
    SafeWildcards.install();
    new EmbeddedActiveMQ().setConfiguration(configuration).start();
  }

  /** A node that starts again is the same for the others only if it keeps its identity. */
  private static void keepState(Configuration configuration) {
    configuration
        .setPersistenceEnabled(true)
        .setJournalType(JournalType.NIO)
        .setJournalFileSize(JOURNAL_FILE_BYTES)
        .setJournalMinFiles(2)
        .setJournalSyncTransactional(false)
        .setJournalSyncNonTransactional(false);
  }

  private static void addCluster(Configuration configuration, List<String> nodes) throws Exception {
    configuration
        .setClusterUser("cluster")
        .setClusterPassword("cluster")
        .addAcceptorConfiguration("nodes", "tcp://" + nodes.get(0) + "?protocols=CORE")
        .addConnectorConfiguration(THIS, "tcp://" + nodes.get(0));
    List<String> others = new ArrayList<>();
    for (String node : nodes.subList(1, nodes.size())) {
      configuration.addConnectorConfiguration(node, "tcp://" + node);
      others.add(node);
    }
    configuration.addClusterConfiguration(
        new ClusterConnectionConfiguration()
            .setName("cluster")
            .setConnectorName(THIS)
            .setStaticConnectors(others)
            .setMaxHops(1)
            .setMessageLoadBalancingType(MessageLoadBalancingType.ON_DEMAND)
            .setRetryInterval(RETRY_MILLIS)
            .setConnectionTTL(NODE_IS_LOST_MILLIS)
            .setClientFailureCheckPeriod(CHECK_MILLIS)
            .setCallTimeout(NODE_IS_LOST_MILLIS));
  }
}
