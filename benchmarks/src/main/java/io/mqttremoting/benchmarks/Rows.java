package io.mqttremoting.benchmarks;

import io.mqttremoting.api.Delivery;
import java.util.List;
import java.util.stream.Stream;

/** What is compared with the MQTT libraries alone, and how near it is to come. */
final class Rows {
  private static final double ONE_AT_A_TIME = 0.90;
  private static final double MANY = 0.85;
  private static final double PAYLOADS = 0.80;
  private static final Load IN_FLIGHT = new Load(1, 64);

  /** What the embedded broker can't do, or would be measured with. */
  static final String NEED_MOSQUITTO =
      "everything with MQTT 5, mosquitto's default setting, allocation";

  private Rows() {}

  /** Blocking calls, one at a time. */
  static final Row BLOCKING =
      new Row(
          "blocking calls, one at a time",
          ONE_AT_A_TIME,
          Load.ONE_AT_A_TIME,
          Ours::blockingCalls,
          Raw.ECHO);

  private static final Row CHANGING =
      new Row(
          "calls that change a property, one at a time",
          MANY,
          Load.ONE_AT_A_TIME,
          Ours::changingCalls,
          Raw.ECHO);

  private static final Row AT_QOS_1 =
      new Row(
          "blocking calls at QoS 1, beside QoS 0",
          MANY,
          Load.ONE_AT_A_TIME,
          Ours.delivered(Delivery.QOS_1, Ours::blockingCalls),
          Raw.ECHO);

  /** At a broker as it is by itself, which holds small packets back. */
  static final List<Row> BY_DEFAULT = byDefault(BLOCKING);

  /** The rest of that. */
  static final List<Row> OTHERS_BY_DEFAULT = byDefault(CHANGING, AT_QOS_1);

  /** Calls of one client or several. */
  static final List<Row> CALLS =
      List.of(
          BLOCKING,
          new Row(
              "blocking calls, like with like",
              0,
              Load.ONE_AT_A_TIME,
              Ours::blockingCalls,
              Raw.LIKE_CALLS),
          new Row("64 calls in flight", MANY, IN_FLIGHT, Ours::futureCalls, Raw.ECHO),
          new Row("1,000 calls in flight", MANY, new Load(1, 1000), Ours::futureCalls, Raw.ECHO),
          new Row(
              "8 clients, 64 calls in flight each",
              MANY,
              new Load(8, 64),
              Ours::futureCalls,
              Raw.ECHO));

  /** Everything else. */
  static final List<Row> OTHERS =
      List.of(
          new Row(
              "property set, until the handler is told",
              MANY,
              Load.ONE_AT_A_TIME,
              Ours::propertyChanges,
              Raw.RETAINED),
          CHANGING,
          AT_QOS_1,
          signals(1),
          signals(10),
          signals(100),
          new Row(
              "signals to 100 clients, like with like",
              0,
              IN_FLIGHT,
              Ours.signals(100),
              Raw.likeSignals(100)),
          payloads("1 kB", 1024),
          payloads("64 kB", 64 * 1024),
          payloads("1 MB", 1024 * 1024));

  private static List<Row> byDefault(Row... rows) {
    return Stream.of(rows).map(row -> row.named(row.what() + ", mosquitto's default")).toList();
  }

  private static Row signals(int clients) {
    return new Row(
        "signals to " + clients + (clients == 1 ? " client" : " clients"),
        MANY,
        IN_FLIGHT,
        Ours.signals(clients),
        Raw.signals(clients));
  }

  private static Row payloads(String size, int bytes) {
    return new Row(
        "calls with " + size,
        PAYLOADS,
        Load.ONE_AT_A_TIME,
        Ours.payloads(bytes),
        Raw.payloads(bytes));
  }
}
