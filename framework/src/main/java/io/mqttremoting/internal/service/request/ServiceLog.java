package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.concurrent.LogLimit;

/**
 * Where one service logs what may come in floods.
 *
 * @param id the interface: {@code module/name}
 * @param requests for what others cause by their requests
 * @param implementation for what the implementation causes
 */
public record ServiceLog(String id, LogLimit requests, LogLimit implementation) {
  /** The log of the interface of this id. */
  public static ServiceLog of(String id) {
    return new ServiceLog(
        id, new LogLimit(id + ": requests"), new LogLimit(id + ": what the implementation does"));
  }

  /** What log lines call a member of the interface. */
  String label(String member) {
    return id + "." + member;
  }
}
