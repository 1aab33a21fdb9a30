package io.mqttremoting.internal.service.presence;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.RandomId;
import io.mqttremoting.internal.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of several instances of a service, among which the broker distributes the requests (wire
 * protocol, Groups). Thread-safe.
 *
 * <p>Each member has a shared subscription of its own and publishes to it. When it receives its own
 * message, this shows that the broker supports shared subscriptions, and that the member has
 * received all messages that the broker had for it before.
 */
public final class GroupMember {
  private static final Logger LOG = LoggerFactory.getLogger(GroupMember.class);
  private static final Duration ECHO_TIMEOUT = Duration.ofSeconds(5);

  private final String name;
  private final Topics topics;
  private final BrokerConnection connection;
  private final Runnable publishMissingValues;

  /** The text that is awaited, and a future that completes when it is received. */
  private record Echo(String text, CompletableFuture<Void> heard) {}

  private final Object catchingUp = new Object();
  private volatile Echo awaited = new Echo("", new CompletableFuture<>());

  private volatile boolean takesRequests = true;

  /** The filters of requests that could not be unsubscribed on leaving. */
  private List<String> unended = List.of();

  /**
   * A member of the group called {@code name}.
   *
   * @param publishMissingValues publishes the values that no member has published; may wait
   */
  public GroupMember(
      String name, Topics topics, BrokerConnection connection, Runnable publishMissingValues) {
    this.name = name;
    this.topics = topics;
    this.connection = connection;
    this.publishMissingValues = publishMissingValues;
  }

  /**
   * Joins the group: receives the values that other members have published, and publishes those
   * that nobody has. Without a connection, this is done on the next connect.
   *
   * @throws TransportException if the broker does not support what a group needs
   */
  public void join() throws TransportException {
    try {
      catchUp();
      publishMissingValues.run();
    } catch (TransportException e) {
      if (e.code() != ErrorCode.UNAVAILABLE) {
        throw e;
      }
      LOG.debug("{}: joins its group later", topics.interfaceId(), e);
    }
  }

  /** Joins again on a new connection; called in a thread that may wait for the broker. */
  public void joinAgain() {
    try {
      join();
    } catch (TransportException e) {
      if (takesRequests) { // otherwise it has left meanwhile and need not join
        LOG.error("{}: not a member of its group: {}", topics.interfaceId(), e.getMessage());
      }
    }
  }

  /**
   * Leaves the group: the broker gives further requests to other members. When this returns, the
   * requests that the broker gave to this member before have arrived.
   *
   * @param requests the filters that {@link #sharedRequests} returned
   */
  public void leave(List<String> requests) {
    takesRequests = false;
    try {
      connection.unsubscribe(requests);
      catchUp();
    } catch (TransportException e) {
      unended = requests;
      if (connection.isConnected()) {
        LOG.warn(
            "{}: requests may be lost in leaving the group: {}",
            topics.interfaceId(),
            e.getMessage());
      }
    }
  }

  /**
   * Called after {@link #leave}: unsubscribes from the requests if that failed then, because a
   * connect may have subscribed to them again.
   */
  public void end() {
    try {
      if (!unended.isEmpty()) {
        connection.unsubscribe(unended);
      }
    } catch (TransportException e) {
      LOG.debug("{}: there is nothing to end", topics.interfaceId(), e);
    }
  }

  /** Returns the shared filters of the group for these filters of requests; none after leaving. */
  public List<String> sharedRequests(List<String> filters) {
    return takesRequests ? filters.stream().map(this::shared).toList() : List.of();
  }

  /** Returns the filter of the member's subscription to its own messages. */
  public String ownFilter() {
    return shared(ownTopic());
  }

  private String shared(String filter) {
    return Topics.shared(name, filter);
  }

  /** Returns the topic on which the member publishes to itself. */
  private String ownTopic() {
    return topics.groupMember(connection.clientId());
  }

  /** Returns the receiver of the member's own messages, by topic. */
  public Map<String, Consumer<Message>> receivers() {
    return Map.of(ownTopic(), this::receive);
  }

  private void receive(Message message) {
    Echo echo = awaited;
    if (echo.text().equals(new String(message.payload(), StandardCharsets.UTF_8))) {
      echo.heard().complete(null);
    }
  }

  /**
   * Waits until all messages have arrived that the broker had for this member.
   *
   * @throws TransportException if there is no connection, or the broker does not deliver the
   *     member's own message, for example because it does not support shared subscriptions
   */
  private void catchUp() throws TransportException {
    synchronized (catchingUp) {
      hearEcho();
    }
  }

  private void hearEcho() throws TransportException {
    Echo echo = new Echo(RandomId.next(), new CompletableFuture<>());
    awaited = echo;
    byte[] payload = echo.text().getBytes(StandardCharsets.UTF_8);
    connection
        .sender()
        .publish(Sender.When.NOW, new Message(ownTopic(), payload, Message.DEFAULT_QOS, false));
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
              + ownFilter()
              + ": use one that has shared subscriptions, and allow both",
          e);
    } catch (ExecutionException e) {
      throw TransportException.notConnected("group '" + name + "': the connection is lost");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(ErrorCode.CANCELLED, "interrupted in joining a group", e);
    }
  }

  /** Called when the connection is lost: ends the wait in {@link #join} or {@link #leave}. */
  public void onConnectionLost(Throwable cause) {
    awaited.heard().completeExceptionally(cause);
  }
}
