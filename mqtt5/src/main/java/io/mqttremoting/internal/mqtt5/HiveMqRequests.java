package io.mqttremoting.internal.mqtt5;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.FilterPackets;
import io.mqttremoting.internal.transport.Login;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Topics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests of a HiveMQ client that wait for the broker's answer. Thread-safe. */
final class HiveMqRequests {
  private final Mqtt5AsyncClient client;
  private final ConnectOptions options;
  private final Optional<Login> login;

  /** Completes with the cause when the connection has ended: then the client may not answer. */
  private final CompletableFuture<Throwable> ended = new CompletableFuture<>();

  HiveMqRequests(Mqtt5AsyncClient client, ConnectOptions options, Optional<Login> login) {
    this.client = client;
    this.options = options;
    this.login = login;
  }

  /**
   * Subscribes. Sends all packets before it waits for the first answer, so this takes one round
   * trip.
   */
  void subscribe(List<String> filters, int qos) throws TransportException {
    Map<List<String>, CompletableFuture<?>> answers = new LinkedHashMap<>();
    for (List<String> packet : FilterPackets.of(filters)) {
      answers.put(packet, client.subscribe(subscribePacket(packet, qos)));
    }
    awaitAll("subscribe to", answers);
  }

  private static Mqtt5Subscribe subscribePacket(List<String> filters, int qos) {
    List<Mqtt5Subscription> subscriptions =
        filters.stream()
            .map(
                filter ->
                    Mqtt5Subscription.builder()
                        .topicFilter(filter)
                        .qos(MqttQos.fromCode(qos))
                        .retainHandling(
                            Topics.isForNow(filter)
                                ? Mqtt5RetainHandling.DO_NOT_SEND
                                : Mqtt5RetainHandling.SEND)
                        .build())
            .toList();
    return Mqtt5Subscribe.builder().addSubscriptions(subscriptions).build();
  }

  /** Unsubscribes, in one round trip like {@link #subscribe}. */
  void unsubscribe(List<String> filters) throws TransportException {
    Map<List<String>, CompletableFuture<?>> answers = new LinkedHashMap<>();
    for (List<String> packet : FilterPackets.of(filters)) {
      answers.put(
          packet,
          client.unsubscribe(
              Mqtt5Unsubscribe.builder()
                  .addTopicFilters(packet.stream().map(MqttTopicFilter::of))
                  .build()));
    }
    awaitAll("unsubscribe from", answers);
  }

  private void awaitAll(String what, Map<List<String>, CompletableFuture<?>> answers)
      throws TransportException {
    try {
      for (Map.Entry<List<String>, CompletableFuture<?>> answer : answers.entrySet()) {
        await(what + " " + answer.getKey() + " at", answer.getValue());
      }
    } finally {
      // unanswered requests would otherwise remain in the client, and keep its threads
      answers.values().forEach(answer -> answer.cancel(false));
    }
  }

  /** Notes why the connection has ended: threads that wait for an answer fail with that. */
  void end(Throwable cause) {
    ended.complete(cause);
  }

  /** Waits for an answer, at most for the timeout of the options. */
  <T> T await(String what, CompletableFuture<T> answer) throws TransportException {
    try {
      CompletableFuture.anyOf(answer, ended)
          .get(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
      if (!answer.isDone()) {
        throw failed(what, ended.join());
      }
      return answer.get();
    } catch (ExecutionException e) {
      throw failed(what, Objects.requireNonNullElse(e.getCause(), e));
    } catch (TimeoutException e) {
      throw failed(what, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(
          ErrorCode.CANCELLED, "interrupted while waiting to " + what + " " + options.uri(), e);
    }
  }

  /** Words a failure, for example of a request to {@code "subscribe to [a/#] at"} the broker. */
  TransportException failed(String what, Throwable failure) {
    return Failures.toTransport(what, options, login, failure);
  }
}
