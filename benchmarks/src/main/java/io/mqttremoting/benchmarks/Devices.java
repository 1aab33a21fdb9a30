package io.mqttremoting.benchmarks;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import java.util.ArrayList;
import java.util.List;

/** Devices, each an instance on a connection of its own. */
final class Devices implements AutoCloseable {
  private static final int AT_A_TIME = 50;

  private final Setting setting;
  private final List<RemotingConnection> connections = new ArrayList<>();
  private final List<Echo> echoes = new ArrayList<>();

  /** None yet. */
  Devices(Setting setting) {
    this.setting = setting;
  }

  /** Adds devices until there are so many. */
  void grow(int count) throws InterruptedException {
    while (connections.size() < count) {
      for (RemotingConnection device :
          setting.connect(Math.min(AT_A_TIME, count - connections.size()))) {
        Echo echo = new Echo();
        String name = String.format("device%04d", connections.size());
        connections.add(device); // first, so that it is closed if it cannot serve
        device.serve(echo, ServiceOptions.defaults().withInstance(name));
        echoes.add(echo);
      }
    }
  }

  /** The connection of each. */
  List<RemotingConnection> connections() {
    return connections;
  }

  /** What each serves. */
  List<Echo> echoes() {
    return echoes;
  }

  @Override
  public void close() {
    connections.parallelStream().forEach(RemotingConnection::close);
  }
}
