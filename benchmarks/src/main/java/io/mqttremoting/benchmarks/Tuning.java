package io.mqttremoting.benchmarks;

import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What settings bring that a user may choose, each beside another choice. */
final class Tuning {
  private static final Load ONE = Load.ONE_AT_A_TIME;
  private static final String AT_MOST_ONCE = "AT_MOST_ONCE (AUTO)";
  private static final Load MANY = new Load(1, 64);

  private static final int[] QOS = {0, 1, 2};

  private Tuning() {}

  /**
   * What is compared. Each choice has a broker of its own, for services of one interface at the
   * same broker would share the calls.
   *
   * @param other the same as the one where the choices are measured
   * @param byDefault one without set_tcp_nodelay
   * @param wide one that lets more messages of QoS 1 be unacknowledged
   */
  static List<Row> rows(Broker other, Broker byDefault, Broker wide) {
    Side.Maker signals = Ours.signals(10);
    return List.of(
        row(
            "64 calls in flight (one at a time)",
            MANY,
            Ours::futureCalls,
            at(other, (setting, load) -> Ours.blockingCalls(setting, ONE))),
        row(
            "1,000 calls in flight (64)",
            new Load(1, 1000),
            Ours::futureCalls,
            at(other, (setting, load) -> Ours.futureCalls(setting, MANY))),
        row(
            "8 clients on a connection (on 8)",
            new Load(8, 16),
            Ours::callsOnOneConnection,
            at(other, Ours::futureCalls)),
        row("5 ms operations, concurrency 16 (1)", MANY, Ours.naps(16), at(other, Ours.naps(1))),
        row(
            "calls at QOS_1 (AUTO)",
            ONE,
            Ours.delivered(Delivery.QOS_1, Ours::blockingCalls),
            at(other, Ours::blockingCalls)),
        row(
            "calls at QOS_2 (AUTO)",
            ONE,
            Ours.delivered(Delivery.QOS_2, Ours::blockingCalls),
            at(other, Ours::blockingCalls)),
        row(
            "calls through interceptors that do nothing (without)",
            ONE,
            Observed.byNothing(Ours::blockingCalls),
            at(other, Ours::blockingCalls)),
        row(
            "observed calls, timers (not observed)",
            ONE,
            Observed.byTimers(Ours::blockingCalls),
            at(other, Ours::blockingCalls)),
        row(
            "observed calls, timers and spans (not observed)",
            ONE,
            Observed.byTimersAndSpans(Ours::blockingCalls),
            at(other, Ours::blockingCalls)),
        row(
            "64 observed calls in flight, timers and spans (not observed)",
            MANY,
            Observed.byTimersAndSpans(Ours::futureCalls),
            at(other, Ours::futureCalls)),
        row(
            "properties, set_tcp_nodelay (off)",
            ONE,
            Ours::propertyChanges,
            at(byDefault, Ours::propertyChanges)),
        row(
            "properties, own values heard (in a group: not)",
            ONE,
            Ours::propertyChanges,
            at(other, Ours.propertyChanges(ServiceOptions.defaults().withGroup("group")))),
        row("signals, max_inflight_messages 1000 (20)", MANY, at(wide, signals), signals));
  }

  /**
   * Calls to and from programs in other languages, with MQTT 3.1.1.
   *
   * @param where begins each row's name
   * @param other the same as the one where the choices are measured
   */
  static List<Row> peers(String where, Broker other) {
    List<Row> rows = new ArrayList<>();
    for (int qos : QOS) {
      rows.add(
          peer(
              where + "to a peer that replies at QoS " + qos,
              other,
              delivery -> Peer.calledWith(delivery, qos)));
    }
    for (int qos : QOS) { // behind those, for calls would fail that a service left
      rows.add(
          peer(
              where + "from a peer that calls at QoS " + qos,
              other,
              delivery -> Peer.calling(delivery, qos)));
    }
    return rows;
  }

  private static Row peer(String what, Broker other, Function<Delivery, Side.Maker> calls) {
    return row(
        what + ", " + AT_MOST_ONCE,
        ONE,
        calls.apply(Delivery.AT_MOST_ONCE),
        at(other, calls.apply(Delivery.AUTO)));
  }

  private static Row row(String what, Load load, Side.Maker choice, Side.Maker other) {
    return new Row(what, 0, load, choice, other);
  }

  private static Side.Maker at(Broker broker, Side.Maker maker) {
    return (setting, load) -> maker.open(new Setting(broker, setting.version()), load);
  }
}
