package io.mqttremoting.cli.broker;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.connection.TransportFactories;
import io.mqttremoting.internal.transport.ClosedOnConnectException;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.transport.UnsupportedVersionException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.RandomId;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.StatusCodec;
import io.mqttremoting.internal.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A plain MQTT connection, for what concerns topics and not services. It does not reconnect, and
 * announces no presence. Thread-safe.
 */
public final class RawConnection implements AutoCloseable {
  private static final StatusCodec STATUSES = new StatusCodec();

  private final RawSettings settings;
  private final String session;
  private final Receiver receiver;
  private final Transport transport;

  private RawConnection(
      RawSettings settings, String session, Receiver receiver, Transport transport) {
    this.settings = settings;
    this.session = session;
    this.receiver = receiver;
    this.transport = transport;
  }

  /**
   * Connects, with the newest of the versions of MQTT that the broker speaks.
   *
   * @throws RemotingException if that is not possible
   */
  static RawConnection connect(RawSettings settings, Optional<MqttVersion> version) {
    String session = RandomId.next();
    Message will =
        new Message(
            Topics.connectionStatus("", settings.clientId()),
            STATUSES.encode(Status.connection(false, session)),
            0,
            false);
    ConnectOptions options = settings.options(will);
    Receiver receiver = new Receiver();
    List<TransportFactory> factories =
        version.map(TransportFactories::of).orElseGet(TransportFactories::all);
    TransportException failure = null;
    for (TransportFactory factory : factories) {
      try {
        return new RawConnection(settings, session, receiver, factory.connect(options, receiver));
      } catch (UnsupportedVersionException | ClosedOnConnectException e) {
        failure = e; // the next version may work
      } catch (TransportException e) {
        throw remoting(e);
      }
    }
    throw remoting(
        failure == null ? TransportException.notConnected("no version of MQTT") : failure);
  }

  private static RemotingException remoting(TransportException e) {
    return e.code() == ErrorCode.UNAVAILABLE
        ? new NotConnectedException(e.getMessage(), e)
        : new RemotingException(e.code(), e.getMessage(), e);
  }

  /** The version of MQTT in use. */
  public MqttVersion version() {
    return transport.version();
  }

  /** The client identifier. */
  public String clientId() {
    return settings.clientId();
  }

  /**
   * Gets all messages from now on, in threads of the MQTT library, which must not be blocked.
   *
   * @return stops this
   */
  public Runnable onMessage(Consumer<Message> handler) {
    receiver.handlers.add(handler);
    return () -> receiver.handlers.remove(handler);
  }

  /** Completes, with the reason, when the connection is lost. */
  public CompletableFuture<Throwable> lost() {
    return receiver.lost;
  }

  /** Subscribes, and waits for the broker's answer. */
  public void subscribe(List<String> filters, int qos) {
    try {
      transport.subscribe(filters, qos);
    } catch (TransportException e) {
      throw remoting(e);
    }
  }

  /** Ends subscriptions, and waits for the broker's answer. */
  public void unsubscribe(List<String> filters) {
    try {
      transport.unsubscribe(filters);
    } catch (TransportException e) {
      throw remoting(e);
    }
  }

  /**
   * Publishes, and waits until the broker has the message; at QoS 0, until it is sent.
   *
   * @return why the broker does not pass it on; empty if it does
   * @throws RemotingException if the connection is lost before
   */
  public Optional<TransportException> publish(Message message) {
    CompletableFuture<Optional<TransportException>> outcome = new CompletableFuture<>();
    try {
      transport.publish(message, settings.timeout(), new Outcome(outcome));
    } catch (TransportException e) {
      throw remoting(e);
    }
    return await(outcome, "the broker does not answer to a message on " + message.topic());
  }

  /** Publishes without waiting for the broker. */
  public void send(Message message) {
    try {
      transport.publish(message, settings.timeout(), new Outcome(new CompletableFuture<>()));
    } catch (TransportException e) {
      throw remoting(e);
    }
  }

  /** Returns when everything has arrived that the broker sent before. */
  public void fence() {
    String topic = Topics.connectionStatus("", settings.clientId());
    String fence = RandomId.next();
    CompletableFuture<Boolean> echo = new CompletableFuture<>();
    Runnable end =
        onMessage(
            message -> {
              if (message.topic().equals(topic)
                  && new String(message.payload(), StandardCharsets.UTF_8).contains(fence)) {
                echo.complete(true);
              }
            });
    subscribe(List.of(topic), 1);
    send(new Message(topic, STATUSES.encode(Status.connection(true, session), fence), 1, false));
    await(echo, "the broker does not send this connection its own messages");
    end.run();
  }

  /** The retained messages that match the filters, by topic. */
  public Map<String, Message> retained(List<String> filters) {
    Map<String, Message> found = new TreeMap<>();
    Runnable end =
        onMessage(
            message -> {
              if (message.retained() && message.payload().length > 0) {
                synchronized (found) {
                  found.put(message.topic(), message);
                }
              }
            });
    subscribe(filters, 0);
    fence();
    end.run();
    unsubscribe(filters);
    synchronized (found) {
      return new TreeMap<>(found);
    }
  }

  private <T> T await(CompletableFuture<T> future, String otherwise) {
    CompletableFuture<Throwable> lost = receiver.lost;
    try {
      CompletableFuture.anyOf(future, lost)
          .get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
      if (future.isDone()) {
        return future.get();
      }
      Throwable cause = lost.get();
      throw new RemotingException(
          ErrorCode.UNAVAILABLE, "the connection was lost: " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new RemotingException(ErrorCode.DEADLINE_EXCEEDED, otherwise, e);
    } catch (ExecutionException e) {
      throw new RemotingException(ErrorCode.INTERNAL, otherwise, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RemotingException(ErrorCode.CANCELLED, "interrupted", e);
    }
  }

  @Override
  public void close() {
    transport.close();
  }

  /** Hands messages to all handlers. */
  private static final class Receiver implements Transport.Listener {
    private final List<Consumer<Message>> handlers = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Throwable> lost = new CompletableFuture<>();

    @Override
    public void onMessage(Message message) {
      handlers.forEach(handler -> handler.accept(message));
    }

    @Override
    public void onLost(@Nullable Throwable cause) {
      lost.complete(cause == null ? new IllegalStateException("no reason given") : cause);
    }
  }

  /** What became of a message. */
  private record Outcome(CompletableFuture<Optional<TransportException>> future)
      implements Transport.PublishListener {
    @Override
    public void onTaken() {
      future.complete(Optional.empty());
    }

    @Override
    public void onLost() {
      future.complete(
          Optional.of(TransportException.notConnected("the connection was lost meanwhile")));
    }

    @Override
    public void onRefused(TransportException refusal) {
      future.complete(Optional.of(refusal));
    }
  }
}
