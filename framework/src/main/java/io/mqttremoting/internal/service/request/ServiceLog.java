package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.concurrent.MessageCounts;

/**
 * The limits for log lines of one service that can become frequent, and what counts its messages.
 *
 * @param id the ID of the interface: {@code module/name}
 * @param requests for lines that callers cause by their requests
 * @param implementation for lines that the implementation causes
 * @param counts counts what is unusual about the requests
 */
public record ServiceLog(
    String id, LogLimit requests, LogLimit implementation, MessageCounts counts) {
  /** Creates the limits for the interface with this ID. */
  public static ServiceLog of(String id, MessageCounts counts) {
    return new ServiceLog(
        id,
        new LogLimit(id + ": requests", counts),
        new LogLimit(id + ": what the implementation does"),
        counts);
  }

  /** Returns what log lines call a member of the interface. */
  String label(String member) {
    return id + "." + member;
  }
}
