package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.concurrent.LogLimit;

/**
 * The limits for log lines of one service that can become frequent.
 *
 * @param id the ID of the interface: {@code module/name}
 * @param requests for lines that callers cause by their requests
 * @param implementation for lines that the implementation causes
 */
public record ServiceLog(String id, LogLimit requests, LogLimit implementation) {
  /** Creates the limits for the interface with this ID. */
  public static ServiceLog of(String id) {
    return new ServiceLog(
        id, new LogLimit(id + ": requests"), new LogLimit(id + ": what the implementation does"));
  }

  /** Returns what log lines call a member of the interface. */
  String label(String member) {
    return id + "." + member;
  }
}
