package io.mqttremoting.cli.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.cli.broker.Check.Outcome;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.RandomId;
import io.mqttremoting.internal.wire.UserProperties;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds out what a broker can do, on topics of its own: {@code mqtt-remoting-doctor/{id}/…}. Leaves
 * nothing behind.
 */
public final class Checks {
  private static final int[] KIB = {64, 256, 1024, 4096};
  private static final int EXCHANGES = 40;

  private final Broker broker;
  private final Consumer<Check> results;
  private final String id = RandomId.next();
  private final String base = "mqtt-remoting-doctor/" + id;

  /** Checks this broker, and hands over each result as it comes. */
  public Checks(Broker broker, Consumer<Check> results) {
    this.broker = broker;
    this.results = results;
  }

  /**
   * Runs all checks.
   *
   * @throws RemotingException if the broker cannot be reached
   */
  public void run() {
    try (RawConnection connection = broker.raw()) {
      results.accept(new Check("connection", Outcome.OK, "MQTT " + connection.version()));
      if (!broker.isVersionChosen()) {
        versions(connection.version());
      }
      topics(connection);
      dots();
      retained(connection);
      qos();
      if (connection.version() == MqttVersion.MQTT_5) {
        properties(connection);
        reasons(connection);
      }
      latency(connection);
    } catch (RemotingException e) {
      if (e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.PERMISSION_DENIED) {
        throw e;
      }
      results.accept(new Check("connection", Outcome.FAILS, e.reason()));
      return;
    }
    shared();
    sizes();
  }

  private void check(String name, boolean passed, Outcome otherwise, String ok, String lacks) {
    results.accept(passed ? new Check(name, Outcome.OK, ok) : new Check(name, otherwise, lacks));
  }

  private void versions(MqttVersion used) {
    if (used == MqttVersion.MQTT_5) {
      try (RawConnection older = broker.raw(Optional.of(MqttVersion.MQTT_3_1_1))) {
        results.accept(
            new Check("MQTT 3.1.1, too", Outcome.OK, "programs can use MQTT " + older.version()));
      } catch (RemotingException e) {
        results.accept(new Check("MQTT 3.1.1, too", Outcome.LACKS, e.reason()));
      }
    } else {
      results.accept(
          new Check(
              "MQTT 5",
              Outcome.LACKS,
              "programs in other languages need it for operations; there are no reason codes"));
    }
  }

  private static Message message(String topic, String text, int qos, boolean retained) {
    return new Message(topic, text.getBytes(UTF_8), qos, retained);
  }

  private void topics(RawConnection connection) {
    String topic = base + "/sig/a";
    try (Inbox exact = new Inbox(connection, topic).open(1)) {
      connection.publish(message(topic, "[]", 1, false));
      check(
          "own messages",
          exact.next().isPresent(),
          Outcome.FAILS,
          "a connection gets what it publishes to its own topic",
          "a connection does not get its own messages");
    }
    try (Inbox wild = new Inbox(connection, "+/+/sig/+").open(1)) {
      connection.publish(message(topic, "[]", 1, false));
      check(
          "wildcards",
          wild.next().isPresent(),
          Outcome.FAILS,
          "subscriptions with + work",
          "subscriptions with + get nothing; discovery and calls need them");
    }
  }

  /** On a connection of its own: some brokers close it. */
  private void dots() {
    String topic = "mqtt.remoting.doctor/" + id + "/sig/a";
    String got;
    try (RawConnection own = broker.raw();
        Inbox inbox = new Inbox(own, topic).open(1)) {
      own.publish(message(topic, "[]", 1, false));
      got = inbox.next().map(Message::topic).map(name -> "arrive as " + name).orElse("are lost");
    } catch (RemotingException e) {
      got = "are refused: " + e.reason();
    }
    check(
        "dots in topics",
        got.equals("arrive as " + topic),
        Outcome.LACKS,
        "topics arrive as they were published",
        "topics with dots " + got + "; use modules without dots");
  }

  private void retained(RawConnection connection) {
    String topic = base + "/prop/a";
    connection.publish(message(topic, "1", 1, true));
    try (Inbox exact = new Inbox(connection, topic).open(1)) {
      check(
          "retained messages",
          exact.next().filter(Message::retained).isPresent(),
          Outcome.FAILS,
          "a new subscription gets the last value",
          "a new subscription does not get the last value; clients have no values and no presence");
    }
    try (Inbox wild = new Inbox(connection, base + "/prop/+").open(1)) {
      check(
          "retained and wildcards",
          wild.next().isPresent(),
          Outcome.LACKS,
          "a new subscription with + gets the last values",
          "a new subscription with + does not get the last values; clients have them later, fleets"
              + " and discovery do not find services");
    }
    connection.publish(new Message(topic, new byte[0], 0, true));
    try (Inbox exact = new Inbox(connection, topic).open(0)) {
      connection.fence();
      check(
          "removing retained messages",
          exact.waiting().stream().noneMatch(each -> each.payload().length > 0),
          Outcome.LACKS,
          "an empty message removes them",
          "an empty message does not remove them; clean does not work");
    }
  }

  private void qos() {
    for (int qos = 1; qos <= 2; qos++) {
      String topic = base + "/sig/qos" + qos;
      String name = "QoS " + qos;
      try (RawConnection own = broker.raw(); // some brokers close it at QoS 2
          Inbox inbox = new Inbox(own, topic).open(qos)) {
        own.publish(message(topic, "[]", qos, false));
        int got = inbox.next().map(Message::qos).orElse(-1);
        check(
            name,
            got == qos,
            qos == 1 ? Outcome.FAILS : Outcome.LACKS,
            "messages arrive at this QoS",
            got < 0 ? "messages do not arrive" : "messages arrive at QoS " + got);
      } catch (RemotingException e) {
        results.accept(new Check(name, Outcome.LACKS, e.reason()));
      }
    }
  }

  private void properties(RawConnection connection) {
    String topic = base + "/rpc/a";
    byte[] correlation = {0, 1, (byte) 0xFF};
    Message.Properties properties =
        new Message.Properties(
            topic + "/me/result", correlation, 60, UserProperties.of(Map.of("tenant", "a")));
    try (Inbox inbox = new Inbox(connection, topic).open(1)) {
      connection.publish(new Message(topic, "[]".getBytes(UTF_8), 1, false, properties));
      Optional<Message.Properties> got = inbox.next().map(Message::properties);
      check(
          "properties of MQTT 5",
          got.isPresent()
              && (topic + "/me/result").equals(got.get().responseTopic())
              && Arrays.equals(correlation, got.get().correlationData())
              && "a".equals(got.get().user().get("tenant")),
          Outcome.FAILS,
          "response topic, correlation data and user properties arrive",
          "response topic, correlation data or user properties are lost; calls are not answered");
    }
  }

  private void reasons(RawConnection connection) {
    Optional<TransportException> refusal =
        connection.publish(message(base + "/rpc/nobody", "[]", 1, false));
    check(
        "reason codes",
        refusal.isPresent(),
        Outcome.LACKS,
        "the broker tells that nobody is subscribed",
        "the broker does not tell that nobody is subscribed; a call to a service that was never there"
            + " times out");
  }

  private void latency(RawConnection connection) {
    long[] micros = new long[2];
    for (int qos = 0; qos <= 1; qos++) {
      String topic = base + "/sig/latency" + qos;
      try (Inbox inbox = new Inbox(connection, topic).open(qos)) {
        long[] times = new long[EXCHANGES];
        for (int i = 0; i < EXCHANGES; i++) {
          long begun = System.nanoTime();
          connection.send(message(topic, "[]", qos, false));
          if (inbox.next().isEmpty()) {
            results.accept(
                new Check("latency", Outcome.LACKS, "a message at QoS " + qos + " is lost"));
            return;
          }
          times[i] = (System.nanoTime() - begun) / 1000;
        }
        Arrays.sort(times);
        micros[qos] = times[EXCHANGES / 2];
      }
    }
    boolean slow = micros[1] > 30_000 && micros[0] < 10_000;
    String figures =
        String.format(
            Locale.ROOT, "%.1f ms at QoS 0, %.1f ms at QoS 1", micros[0] / 1e3, micros[1] / 1e3);
    check(
        "latency",
        !slow,
        Outcome.LACKS,
        figures,
        figures + "; on mosquitto, set_tcp_nodelay true makes QoS 1 fast");
  }

  /** On a connection of its own: some brokers close it. */
  private void shared() {
    String topic = base + "/rpc/shared";
    try (RawConnection own = broker.raw();
        Inbox inbox = new Inbox(own, "$share/doctor/" + topic).open(1)) {
      own.publish(message(topic, "[]", 1, false));
      check(
          "shared subscriptions",
          inbox.next().isPresent(),
          Outcome.LACKS,
          "groups of services work",
          "nothing arrives at $share; groups of services do not work");
    } catch (RemotingException e) {
      results.accept(
          new Check(
              "shared subscriptions",
              Outcome.LACKS,
              "groups of services do not work: " + e.reason()));
    }
  }

  private void sizes() {
    int largest = 0;
    String reason = "";
    for (int kib : KIB) {
      String topic = base + "/sig/size";
      try (RawConnection own = broker.raw();
          Inbox inbox = new Inbox(own, topic).open(1)) {
        own.publish(new Message(topic, new byte[kib * 1024], 1, false));
        if (inbox.next().isEmpty()) {
          reason = "; a message of " + kib + " KiB does not arrive";
          break;
        }
        largest = kib;
      } catch (RemotingException e) {
        reason = "; " + kib + " KiB: " + e.reason();
        break;
      }
    }
    check(
        "message size",
        largest == KIB[KIB.length - 1],
        largest == 0 ? Outcome.FAILS : Outcome.LACKS,
        largest + " KiB arrive, the maximum of the library if not set",
        largest + " KiB arrive" + reason);
  }
}
