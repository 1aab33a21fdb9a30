package io.mqttremoting.internal.service.presence;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.connection.BrokerConnection;
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
 * <p>Each has a shared subscription of its own, through which it speaks to itself: what it hears in
 * this way shows that the broker knows shared subscriptions, and that all has come that the broker
 * had for it before.
 */
public final class GroupMember {
  private static final Logger LOG = LoggerFactory.getLogger(GroupMember.class);
  private static final Duration ECHO_TIMEOUT = Duration.ofSeconds(5);

  private final String name;
  private final Topics topics;
  private final BrokerConnection connection;
  private final Runnable publishMissingValues;

  /** The text that is awaited, and who awaits it. */
  private record Echo(String text, CompletableFuture<Void> heard) {}

  private final Object catchingUp = new Object();
  private volatile Echo awaited = new Echo("", new CompletableFuture<>());

  private volatile boolean takesRequests = true;

  /** Filters of requests that could not be ended when it left. */
  private List<String> unended = List.of();

  /**
   * A member of the group of this name.
   *
   * @param publishMissingValues publishes those values that no member has published; may wait
   */
  public GroupMember(
      String name, Topics topics, BrokerConnection connection, Runnable publishMissingValues) {
    this.name = name;
    this.topics = topics;
    this.connection = connection;
    this.publishMissingValues = publishMissingValues;
  }

  /**
   * Joins: takes the values that others have published, and publishes those that nobody has.
   * Without a connection, that is done on the next connect.
   *
   * @throws TransportException if the broker does not do what a group needs
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

  /** Joins on a new connection; in a thread that may wait for the broker. */
  public void joinAgain() {
    try {
      join();
    } catch (TransportException e) {
      if (takesRequests) { // else it has left meanwhile, and need not be one
        LOG.error("{}: not a member of its group: {}", topics.interfaceId(), e.getMessage());
      }
    }
  }

  /**
   * Leaves: the broker gives requests to others from now on. What it has given to this member
   * before, has come when this returns.
   *
   * @param requests the filters of the requests, as {@link #sharedRequests} has said
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

  /** Has left: ends what it could not end then, for a connect may just have brought it back. */
  public void end() {
    try {
      if (!unended.isEmpty()) {
        connection.unsubscribe(unended);
      }
    } catch (TransportException e) {
      LOG.debug("{}: there is nothing to end", topics.interfaceId(), e);
    }
  }

  /** The filters by which members share the requests that match these; none after it has left. */
  public List<String> sharedRequests(List<String> filters) {
    return takesRequests ? filters.stream().map(this::shared).toList() : List.of();
  }

  /** The filter by which it hears what it says to itself. */
  public String ownFilter() {
    return shared(ownTopic());
  }

  private String shared(String filter) {
    return Topics.shared(name, filter);
  }

  /** Where it speaks to itself. */
  private String ownTopic() {
    return topics.groupMember(connection.clientId());
  }

  /** Who takes what it says to itself, by topic. */
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
   * Waits until all has come that the broker has for this member.
   *
   * @throws TransportException if there is no connection, or the broker does not do that, as one
   *     that knows no shared subscriptions
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

  /** Nothing comes any more. */
  public void onConnectionLost(Throwable cause) {
    awaited.heard().completeExceptionally(cause);
  }
}
