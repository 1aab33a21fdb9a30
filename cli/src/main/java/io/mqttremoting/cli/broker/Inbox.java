package io.mqttremoting.cli.broker;

import io.mqttremoting.internal.wire.Message;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Receives the messages of a subscription. */
final class Inbox implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 2000;

  private final RawConnection connection;
  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  private final List<String> filters;
  private Runnable end = () -> {};

  /** Not subscribed yet. */
  Inbox(RawConnection connection, String filter) {
    this.connection = connection;
    this.filters = List.of(filter);
  }

  /** Subscribes. */
  Inbox open(int qos) {
    end = connection.onMessage(this::add);
    connection.subscribe(filters, qos);
    return this;
  }

  private void add(Message message) {
    if (!message.topic().startsWith("_remoting/")) {
      messages.add(message);
    }
  }

  /** The next message; empty if none comes soon. */
  Optional<Message> next() {
    try {
      return Optional.ofNullable(messages.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** What has arrived so far and was not taken. */
  List<Message> waiting() {
    return List.copyOf(messages);
  }

  @Override
  public void close() {
    end.run();
    if (!connection.lost().isDone()) {
      connection.unsubscribe(filters);
    }
  }
}
