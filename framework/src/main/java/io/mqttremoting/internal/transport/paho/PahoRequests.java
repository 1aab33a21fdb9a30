package io.mqttremoting.internal.transport.paho;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.FilterPackets;
import io.mqttremoting.internal.transport.Reasons;
import io.mqttremoting.internal.transport.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttException;

/** Requests of a Paho client that wait for the broker's answer. Thread-safe. */
final class PahoRequests {
  private static final int FAILURE = 0x80; // SUBACK return code, MQTT 3.1.1, section 3.9.3

  /**
   * A broker that does not permit a subscription says so at once. One that takes longer could not
   * do it this time: nats-server, after 4 s, if the nodes of a cluster did not agree on it.
   */
  private static final Duration SLOW_REFUSAL = Duration.ofSeconds(1);

  /** How often to ask for a subscription that a broker is slow to refuse. */
  private static final int ATTEMPTS = 5;

  private final PahoClient client;
  private final ConnectOptions options;

  PahoRequests(PahoClient client, ConnectOptions options) {
    this.client = client;
    this.options = options;
  }

  /**
   * Subscribes. Sends all packets before it waits for the first answer, so this takes one round
   * trip; more only if the broker is slow to refuse.
   */
  void subscribe(List<String> filters, int qos) throws TransportException {
    List<String> refused = filters;
    for (int attempt = 1; !refused.isEmpty(); attempt++) {
      long begun = System.nanoTime();
      refused = trySubscribe(refused, qos);
      boolean decided = System.nanoTime() - begun < SLOW_REFUSAL.toNanos();
      if (!refused.isEmpty() && (decided || attempt == ATTEMPTS)) {
        throw new TransportException(
            ErrorCode.PERMISSION_DENIED,
            options.uri() + " refuses the subscription to " + refused.get(0),
            null);
      }
    }
  }

  /** Subscribes, and returns the filters that the broker refuses. */
  private List<String> trySubscribe(List<String> filters, int qos) throws TransportException {
    Map<List<String>, IMqttToken> answers = new LinkedHashMap<>();
    for (List<String> packet : FilterPackets.of(filters)) {
      int[] wanted = IntStream.generate(() -> qos).limit(packet.size()).toArray();
      answers.put(
          packet,
          begin(
              "subscribe to " + packet,
              () -> client.subscribe(packet.toArray(String[]::new), wanted)));
    }
    List<String> refused = new ArrayList<>();
    for (Map.Entry<List<String>, IMqttToken> answer : answers.entrySet()) {
      await("subscribe to " + answer.getKey(), answer.getValue());
      int[] granted = answer.getValue().getGrantedQos();
      for (int i = 0; i < granted.length; i++) {
        if (granted[i] == FAILURE) {
          refused.add(answer.getKey().get(i));
        }
      }
    }
    return refused;
  }

  /** Unsubscribes, in one round trip like {@link #subscribe}. */
  void unsubscribe(List<String> filters) throws TransportException {
    Map<List<String>, IMqttToken> answers = new LinkedHashMap<>();
    for (List<String> packet : FilterPackets.of(filters)) {
      answers.put(
          packet,
          begin(
              "unsubscribe from " + packet,
              () -> client.unsubscribe(packet.toArray(String[]::new))));
    }
    for (Map.Entry<List<String>, IMqttToken> answer : answers.entrySet()) {
      await("unsubscribe from " + answer.getKey(), answer.getValue());
    }
  }

  private interface Request {
    IMqttToken send() throws MqttException;
  }

  private IMqttToken begin(String what, Request request) throws TransportException {
    try {
      return request.send();
    } catch (MqttException e) {
      throw failed(what, e);
    } catch (NullPointerException e) { // which Paho throws once its client is closed
      throw new TransportException(
          ErrorCode.UNAVAILABLE,
          "cannot " + what + " at " + options.uri() + ": the connection is closed",
          e);
    }
  }

  private void await(String what, IMqttToken answer) throws TransportException {
    try {
      await(what + " at " + options.uri(), answer, options.timeout());
    } catch (MqttException e) {
      throw failed(what, e);
    }
  }

  /**
   * Waits for an answer. Unlike Paho's own wait, keeps the thread's interrupt flag.
   *
   * @throws MqttException if there is no answer in time, or it is a refusal
   * @throws TransportException if the thread is interrupted
   */
  static void await(String what, IMqttToken answer, Duration limit)
      throws MqttException, TransportException {
    try {
      answer.waitForCompletion(limit.toMillis());
    } catch (MqttException e) {
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw new TransportException(
            ErrorCode.CANCELLED, "interrupted while waiting to " + what, e);
      }
      throw e;
    }
  }

  /**
   * The failure of an operation; its code is {@code UNAVAILABLE} if there is no longer a
   * connection.
   */
  TransportException failed(String what, MqttException e) {
    return new TransportException(
        client.isConnected() ? ErrorCode.INTERNAL : ErrorCode.UNAVAILABLE,
        "cannot " + what + " at " + options.uri() + ": " + Reasons.of(e),
        e);
  }
}
