package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Packet;
import io.mqttremoting.testsupport.Ports;
import io.mqttremoting.testsupport.RawClient;
import io.mqttremoting.testsupport.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A cluster of brokers, each in a process of its own that can be killed and started again. */
final class Cluster implements AutoCloseable {
  private static final String NAME = "cluster";
  private static final Path MEMORY = Path.of("/dev/shm");

  private final ClusterKind kind;
  private final ClusterNetwork network;

  /** For other nodes, {@code host:port}. */
  private final List<String> addresses;

  private final BrokerProcess[] nodes;

  private Cluster(ClusterKind kind, ClusterNetwork network, int size) {
    this.kind = kind;
    this.network = network;
    this.addresses =
        IntStream.range(0, size).mapToObj(i -> network.nodeHost(i) + ":" + Ports.free()).toList();
    this.nodes = new BrokerProcess[size];
  }

  /** Starts all nodes on this machine's loopback address, and waits until they are a cluster. */
  static Cluster start(ClusterKind kind) {
    return start(kind, ClusterNetwork.LOOPBACK, kind.size(), kind.size());
  }

  /**
   * Starts the first {@code started} of {@code size} nodes, and waits until they are a cluster.
   *
   * @param network closed with the cluster
   */
  static Cluster start(ClusterKind kind, ClusterNetwork network, int size, int started) {
    Cluster cluster = new Cluster(kind, network, size);
    try {
      for (int i = 0; i < started; i++) {
        cluster.launch(i);
      }
      cluster.awaitFormed();
    } catch (IOException e) {
      cluster.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  /** In memory if possible: JetStream writes each new subscription to the disks of all nodes. */
  private static Path newDirectory() throws IOException {
    return Files.isWritable(MEMORY)
        ? Files.createTempDirectory(MEMORY, "node")
        : Files.createTempDirectory("node");
  }

  private void launch(int node) throws IOException {
    Path directory = newDirectory();
    int port = Ports.free();
    String host = network.clientHost(node);
    List<String> others = new ArrayList<>(addresses);
    others.remove(node);
    List<String> command = new ArrayList<>(network.prefix(node));
    if (kind.nodes() == BrokerKind.NATS) {
      command.addAll(natsCommand(directory, node, host + ":" + port));
    } else {
      List<String> arguments = new ArrayList<>();
      arguments.add(host + ":" + port);
      arguments.add(Files.createDirectory(directory.resolve("files")).toString());
      arguments.add(addresses.get(node));
      arguments.addAll(others);
      command.addAll(BrokerProcess.javaCommand("artemis", arguments.toArray(String[]::new)));
    }
    nodes[node] = new BrokerProcess(directory, host, port, Map.of(), command);
  }

  private List<String> natsCommand(Path directory, int node, String address) throws IOException {
    Path configuration =
        Files.writeString(
            directory.resolve("nats.conf"),
            """
            listen: "127.0.0.1:%d"
            server_name: node%d
            max_payload: 8MB
            jetstream { store_dir: "%s" }
            mqtt { listen: "%s" }
            cluster { name: %s, listen: "%s", no_advertise: true, routes: [%s] }
            """
                .formatted(
                    Ports.free(),
                    node,
                    directory.resolve("files"),
                    address,
                    NAME,
                    addresses.get(node),
                    addresses
                        .stream() // also itself: it counts them to find how many replicas to keep
                        .limit(Math.max(kind.size(), node + 1)) // a node that is added is not known
                        .map(each -> "\"nats://" + each + "\"")
                        .collect(Collectors.joining(", "))));
    return List.of(
        BrokerProcess.natsServer(kind.nodes()).toString(), "-c", configuration.toString());
  }

  ClusterKind kind() {
    return kind;
  }

  ClusterNetwork network() {
    return network;
  }

  int size() {
    return nodes.length;
  }

  /** Of one node. */
  URI uri(int node) {
    return nodes[node].uri();
  }

  /** Of all nodes that have been started, beginning with this one. */
  List<URI> urisFrom(int first) {
    return IntStream.range(0, size())
        .map(i -> (first + i) % size())
        .filter(i -> nodes[i] != null)
        .mapToObj(this::uri)
        .toList();
  }

  /** Kills a node (SIGKILL). */
  void kill(int node) {
    nodes[node].kill();
  }

  /** Asks a node to end, and waits until it has. */
  void terminate(int node) {
    nodes[node].terminate();
  }

  /** Starts a node that has ended, on the same ports, or one that was never started. */
  void startNode(int node) {
    try {
      if (nodes[node] == null) {
        launch(node);
      } else {
        nodes[node].startAgain();
      }
      nodes[node].awaitListening();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until messages that are published on any of the started nodes reach all of them. */
  void awaitFormed() throws IOException {
    for (BrokerProcess node : nodes) {
      if (node != null) {
        node.awaitListening();
      }
    }
    List<RawClient> clients = new ArrayList<>();
    try {
      String topic = "formed/" + UUID.randomUUID() + "/";
      Await.until(
          "messages cross the nodes",
          () -> {
            if (clients.isEmpty()) {
              urisFrom(0).forEach(uri -> clients.add(connect(uri, topic)));
            }
            return reachEachOther(clients, topic);
          });
    } finally {
      clients.forEach(RawClient::close);
    }
  }

  /** Connects to a node, which may need some seconds, and subscribes to what is below a topic. */
  static RawClient connect(URI uri, String topic) {
    List<RawClient> connected = new ArrayList<>();
    Await.until(
        "a client can connect and subscribe to " + uri,
        () -> {
          try {
            if (connected.isEmpty()) {
              connected.add(new RawClient(uri, "formed" + uri.getPort()));
            }
            return connected.get(0).trySubscribe(topic + "+");
          } catch (AssertionError e) { // not yet
            connected.forEach(RawClient::close);
            connected.clear();
            return false;
          }
        });
    return connected.get(0);
  }

  /** Closes and removes all clients if one has lost its connection, as at nodes that just met. */
  private static boolean reachEachOther(List<RawClient> clients, String topic) {
    try {
      for (RawClient client : clients) {
        client.publish(topic + clients.indexOf(client), "");
      }
    } catch (AssertionError e) {
      clients.forEach(RawClient::close);
      clients.clear();
      return false;
    }
    return clients.stream()
        .allMatch(
            client ->
                client.seen().stream().map(Packet::topic).distinct().count() == clients.size());
  }

  @Override
  public void close() {
    Stream.of(nodes).filter(node -> node != null).forEach(TestBroker::close);
    network.close();
  }
}
