package io.mqttremoting.client;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.transport.BrokerConnection;
import io.mqttremoting.transport.Endpoint;
import io.mqttremoting.transport.Transport;
import io.mqttremoting.transport.TransportException;
import io.mqttremoting.wire.Message;
import io.mqttremoting.wire.RandomId;
import io.mqttremoting.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the broker has sent what it had for this connection: publishes a message to a topic
 * of its own; when that comes back, everything the broker sent earlier has arrived. Thread-safe.
 *
 * <p>The message is what a connection says of itself, at QoS 1, not retained (wire protocol,
 * Presence): a client may publish and hear that with the access control list of docs/mosquitto. An
 * acknowledgement of a subscription would not do, for mosquitto sends it before more than 20
 * retained messages.
 */
final class Fence implements Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(Fence.class);
  private static final Duration MAX_WAIT = Duration.ofMillis(500);

  private final BrokerConnection connection;
  private final Function<String, byte[]> payloads;
  private final String topic;
  private final Map<String, CompletableFuture<Void>> sent = new ConcurrentHashMap<>();

  /** Whether nothing came back in time on this connection, so that nobody waits again. */
  private volatile boolean silent;

  /** A fence of {@code connection}; {@code payloads} makes a message of an identifier. */
  Fence(BrokerConnection connection, Function<String, byte[]> payloads) {
    this.connection = connection;
    this.payloads = payloads;
    this.topic = Topics.connectionStatus(connection.clientId());
  }

  /**
   * Waits until what the broker had is there, for 500 ms at most; not at all without a connection,
   * or if nothing came back before. Not for threads of the MQTT library.
   *
   * @return whether it is there
   */
  boolean await() {
    return !silent && await(MAX_WAIT);
  }

  private boolean await(Duration patience) {
    byte[] payload = payloads.apply(RandomId.next());
    String text = new String(payload, StandardCharsets.UTF_8);
    CompletableFuture<Void> back = new CompletableFuture<>();
    sent.put(text, back);
    try {
      connection
          .sender()
          .publish(
              new Message(topic, payload, Message.DEFAULT_QOS, false),
              patience,
              new Transport.PublishListener() {
                @Override
                public void onRefused(TransportException refusal) {
                  back.completeExceptionally(refusal);
                }
              });
      back.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      silent = true;
      LOG.info(
          "{}: what the broker keeps may not have come yet: a message to this connection itself did"
              + " not come back within {} ms",
          connection.clientId(),
          patience.toMillis());
    } catch (ExecutionException | TransportException e) {
      LOG.debug("{}: what the broker keeps may not have come yet", connection.clientId(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
    } finally {
      sent.remove(text);
    }
    return false;
  }

  private void receive(Message message) {
    silent = false;
    CompletableFuture<Void> back = sent.get(new String(message.payload(), StandardCharsets.UTF_8));
    if (back != null) {
      back.complete(null);
    }
  }

  @Override
  public List<String> filters(MqttVersion version) {
    return List.of(topic);
  }

  @Override
  public int qos() {
    return Message.DEFAULT_QOS;
  }

  @Override
  public Map<String, Consumer<Message>> receivers() {
    return Map.of(topic, this::receive);
  }

  @Override
  public boolean receiveOther(Message message) {
    return false;
  }

  @Override
  public void onUnreceivable(Message message, String reason) {
    LOG.debug("{}: ignored: {}", message.topic(), reason);
  }

  @Override
  public void onConnected() {
    silent = false;
  }

  @Override
  public void onMessagesPass() {
    await();
  }

  @Override
  public void onConnectionLost(Throwable cause) {
    sent.values().forEach(back -> back.completeExceptionally(cause));
  }

  @Override
  public void onGivenUp(Throwable cause) {
    // nobody waits without a connection
  }
}
