package io.mqttremoting.service;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.transport.BrokerConnection;
import io.mqttremoting.transport.TransportException;
import io.mqttremoting.wire.Message;
import io.mqttremoting.wire.RandomId;
import io.mqttremoting.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One of several instances of a service, among which the broker distributes the requests (wire
 * protocol, Groups). Thread-safe.
 *
 * <p>Each has a shared subscription of its own, through which it speaks to itself: what it hears in
 * this way shows that the broker knows shared subscriptions, and that all has come that the broker
 * had for it before.
 */
final class GroupMember {
  private static final Duration ECHO_TIMEOUT = Duration.ofSeconds(5);

  private final String name;
  private final Topics topics;
  private final BrokerConnection connection;

  /** The text that is awaited, and who awaits it. */
  private record Echo(String text, CompletableFuture<Void> heard) {}

  private final Object catchingUp = new Object();
  private volatile Echo awaited = new Echo("", new CompletableFuture<>());

  /** A member of the group of this name. */
  GroupMember(String name, Topics topics, BrokerConnection connection) {
    this.name = name;
    this.topics = topics;
    this.connection = connection;
  }

  /** The filter by which the members share what matches {@code filter}. */
  String shared(String filter) {
    return Topics.shared(name, filter);
  }

  /** Where it speaks to itself. */
  String ownTopic() {
    return topics.groupMember(connection.clientId());
  }

  /** Takes what it has said to itself. */
  void receive(Message message) {
    Echo echo = awaited;
    if (echo.text().equals(new String(message.payload(), StandardCharsets.UTF_8))) {
      echo.heard().complete(null);
    }
  }

  /**
   * Waits until all has come that the broker has for this member.
   *
   * @throws TransportException if there is no connection, or the broker does not do that, as one
   *     that knows no shared subscriptions
   */
  void catchUp() throws TransportException {
    synchronized (catchingUp) {
      hearEcho();
    }
  }

  private void hearEcho() throws TransportException {
    Echo echo = new Echo(RandomId.next(), new CompletableFuture<>());
    awaited = echo;
    byte[] payload = echo.text().getBytes(StandardCharsets.UTF_8);
    connection.sender().publish(new Message(ownTopic(), payload, Message.DEFAULT_QOS, false));
    try {
      echo.heard().get(ECHO_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new TransportException(
          ErrorCode.UNIMPLEMENTED,
          "group '"
              + name
              + "': the broker has not sent what was published to "
              + ownTopic()
              + " to its subscriber "
              + shared(ownTopic())
              + ": use one that has shared subscriptions, and allow both",
          e);
    } catch (ExecutionException e) {
      throw TransportException.notConnected("group '" + name + "': the connection is lost");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(ErrorCode.CANCELLED, "interrupted in joining a group", e);
    }
  }

  /** Nothing comes any more. */
  void onConnectionLost(Throwable cause) {
    awaited.heard().completeExceptionally(cause);
  }
}
