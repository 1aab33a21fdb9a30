package io.mqttremoting.internal.mqtt5;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace of Linux for each node. Each has one cable to this machine, for its clients,
 * and one to a switch that only nodes use, which can be pulled. It needs the rights of root.
 */
final class NetworkNamespaces implements ClusterNetwork {
  private static final int MOST_NODES = 9;

  /** For documentation (RFC 5737), so it is no address of a real network. */
  private static final String NODES = "192.0.2.";

  private static final String CLIENTS = "198.51.100.";

  private final String prefix;
  private final int size;

  private NetworkNamespaces(int size) {
    this.size = size;
    this.prefix = "n" + Long.toString(ProcessHandle.current().pid(), 36);
  }

  /** Whether this machine allows it. */
  static boolean allowed() {
    String name = "try" + ProcessHandle.current().pid();
    boolean added = tryRun("ip", "netns", "add", name);
    return added && tryRun("ip", "netns", "del", name);
  }

  /** Makes the namespaces of up to nine nodes. */
  static NetworkNamespaces of(int size) {
    if (size > MOST_NODES) {
      throw new IllegalArgumentException(size + " nodes");
    }
    NetworkNamespaces made = new NetworkNamespaces(size);
    try {
      made.make();
      return made;
    } catch (RuntimeException | Error e) {
      made.close();
      throw e;
    }
  }

  private void make() {
    run("ip", "netns", "add", middle());
    run("ip", "-n", middle(), "link", "add", "switch", "type", "bridge");
    run("ip", "-n", middle(), "link", "set", "switch", "up");
    for (int node = 0; node < size; node++) {
      String name = name(node);
      run("ip", "netns", "add", name);
      run("ip", "-n", name, "link", "set", "lo", "up");
      run(
          "ip",
          "link",
          "add",
          cable(node),
          "type",
          "veth",
          "peer",
          "name",
          "clients",
          "netns",
          name);
      run("ip", "address", "add", CLIENTS + (16 * node + 1) + "/28", "dev", cable(node));
      run("ip", "link", "set", cable(node), "up");
      run("ip", "-n", name, "address", "add", clientHost(node) + "/28", "dev", "clients");
      run("ip", "-n", name, "link", "set", "clients", "up");
      run(
          "ip",
          "-n",
          name,
          "link",
          "add",
          "nodes",
          "type",
          "veth",
          "peer",
          "name",
          "to" + node,
          "netns",
          middle());
      run("ip", "-n", name, "address", "add", nodeHost(node) + "/24", "dev", "nodes");
      run("ip", "-n", name, "link", "set", "nodes", "up");
      run("ip", "-n", middle(), "link", "set", "to" + node, "master", "switch", "up");
    }
  }

  private String middle() {
    return prefix + "s";
  }

  private String name(int node) {
    return prefix + "-" + node;
  }

  private String cable(int node) {
    return prefix + "c" + node;
  }

  /** Pulls a node's cable to the other nodes: what is sent gets lost, and nobody is told. */
  void separate(int node) {
    run("ip", "-n", middle(), "link", "set", "to" + node, "nomaster");
  }

  /** Plugs the cable in again. */
  void reunite(int node) {
    run("ip", "-n", middle(), "link", "set", "to" + node, "master", "switch");
  }

  @Override
  public String clientHost(int node) {
    return CLIENTS + (16 * node + 2);
  }

  @Override
  public String nodeHost(int node) {
    return NODES + (node + 1);
  }

  @Override
  public List<String> prefix(int node) {
    return List.of("ip", "netns", "exec", name(node));
  }

  @Override
  public void close() {
    List<String> names = new ArrayList<>(List.of(middle()));
    for (int node = 0; node < size; node++) {
      names.add(name(node));
    }
    names.forEach(name -> tryRun("ip", "netns", "del", name)); // and the cables that end there
  }

  private static void run(String... command) {
    String problem = problemOf(command);
    if (problem != null) {
      throw new IllegalStateException(String.join(" ", command) + ": " + problem);
    }
  }

  private static boolean tryRun(String... command) {
    return problemOf(command) == null;
  }

  /** What the command says if it fails; {@code null} if it succeeds. */
  private static String problemOf(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? null : output;
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
