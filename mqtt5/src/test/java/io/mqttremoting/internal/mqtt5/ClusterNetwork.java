package io.mqttremoting.internal.mqtt5;

import java.util.List;

/** Where the nodes of a cluster listen. */
interface ClusterNetwork extends AutoCloseable {
  /** All on the loopback address of this machine. */
  ClusterNetwork LOOPBACK =
      new ClusterNetwork() {
        @Override
        public String clientHost(int node) {
          return "127.0.0.1";
        }

        @Override
        public String nodeHost(int node) {
          return "127.0.0.1";
        }

        @Override
        public List<String> prefix(int node) {
          return List.of();
        }

        @Override
        public void close() {}
      };

  /** Where a node listens for clients. */
  String clientHost(int node);

  /** Where a node listens for other nodes. */
  String nodeHost(int node);

  /** What the command that starts a node begins with. */
  List<String> prefix(int node);

  @Override
  void close();
}
