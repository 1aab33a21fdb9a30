package io.mqttremoting.internal.mqtt5;

import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.mqttremoting.internal.transport.SendRoom;
import io.mqttremoting.internal.transport.Transport.PublishListener;
import io.reactivex.disposables.SerialDisposable;
import io.reactivex.processors.FlowableProcessor;
import io.reactivex.processors.UnicastProcessor;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the messages of one connection in one flow of the HiveMQ client. The client's other ways to
 * publish begin a flow for each message: these are slower, need twice as much memory, and a thread
 * that begins one may wait for others without end. Thread-safe.
 */
final class PublishFlow {
  private static final Logger LOG = LoggerFactory.getLogger(PublishFlow.class);

  private final FlowableProcessor<Mqtt5Publish> publishes =
      UnicastProcessor.<Mqtt5Publish>create().toSerialized();

  /**
   * The messages without a result, one queue for each QoS, in the order in which they were sent:
   * results come in about the same order. Its monitor guards the queues and {@code ended}.
   */
  private final List<Queue<Sent>> unanswered =
      List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());

  private final Mqtt5AsyncClient client;
  private final BiConsumer<Sent, Mqtt5PublishResult> results;
  private final SerialDisposable flow = new SerialDisposable();
  private boolean ended;

  private PublishFlow(Mqtt5AsyncClient client, BiConsumer<Sent, Mqtt5PublishResult> results) {
    this.client = client;
    this.results = results;
  }

  /**
   * Publishes with {@code client}, which is connected.
   *
   * @param results called by the thread that reads the connection, with the result of each message,
   *     until {@link #end}
   */
  static PublishFlow begin(Mqtt5AsyncClient client, BiConsumer<Sent, Mqtt5PublishResult> results) {
    PublishFlow begun = new PublishFlow(client, results);
    begun.flow.set(
        client
            .toRx()
            .publish(begun.publishes)
            .subscribeWith(new UntilDisposed<>(begun::onResult, begun::onFailure)));
    return begun;
  }

  /**
   * Disconnects, because it may be that nothing can be sent any more: a new connection is better
   * than one that cannot send.
   */
  private void onFailure(Throwable failure) {
    LOG.warn("No more messages can be sent: the connection is given up", failure);
    client.disconnect();
  }

  /** A message that is sent, and the listener that gets its outcome. */
  static final class Sent extends SendRoom.Place {
    private final Mqtt5Publish publish;

    Sent(Mqtt5Publish publish, int bytes, PublishListener listener) {
      super(bytes, listener);
      this.publish = publish;
    }
  }

  /**
   * Sends a message; false if this has ended.
   *
   * @throws RuntimeException if the client takes nothing more; the message may be reported as lost
   */
  boolean send(Sent sent) {
    synchronized (unanswered) {
      if (ended) {
        return false;
      }
      unanswered.get(sent.publish.getQos().getCode()).add(sent);
    }
    try {
      publishes.onNext(sent.publish);
      return true;
    } catch (RuntimeException | Error e) { // the flow takes no more messages
      onFailure(e);
      throw e;
    }
  }

  private void onResult(Mqtt5PublishResult result) {
    try {
      Sent sent = take(result.getPublish());
      if (sent != null) { // else this has ended meanwhile
        results.accept(sent, result);
      }
    } catch (Throwable e) { // would end the flow
      LOG.error("{}: what became of it could not be told", result.getPublish().getTopic(), e);
    }
  }

  private @Nullable Sent take(Mqtt5Publish publish) {
    synchronized (unanswered) {
      Iterator<Sent> each = unanswered.get(publish.getQos().getCode()).iterator();
      while (each.hasNext()) {
        Sent next = each.next();
        if (next.publish == publish) {
          each.remove();
          return next;
        }
      }
    }
    return null;
  }

  /**
   * Ends the flow: sends and reports nothing more, and releases what the HiveMQ client holds for
   * it. The caller reports unanswered messages as lost.
   */
  void end() {
    flow.dispose();
    synchronized (unanswered) {
      ended = true;
      unanswered.forEach(Queue::clear);
    }
  }
}
