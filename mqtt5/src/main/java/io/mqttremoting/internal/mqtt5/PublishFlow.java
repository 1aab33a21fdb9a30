package io.mqttremoting.internal.mqtt5;

import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.mqttremoting.internal.transport.SendRoom;
import io.mqttremoting.internal.transport.Transport.PublishListener;
import io.reactivex.disposables.Disposable;
import io.reactivex.processors.FlowableProcessor;
import io.reactivex.processors.UnicastProcessor;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of one connection on their way to the broker. They go in one flow of the HiveMQ
 * client, which would begin one for each by its other ways to publish: slower, twice as much
 * memory, and whoever begins one may wait for others without end. Thread-safe.
 */
final class PublishFlow {
  private static final Logger LOG = LoggerFactory.getLogger(PublishFlow.class);

  private final FlowableProcessor<Mqtt5Publish> publishes =
      UnicastProcessor.<Mqtt5Publish>create().toSerialized();

  /**
   * By QoS, in the order in which they went, which is about that in which results come. Its monitor
   * guards the queues and {@code ended}.
   */
  private final List<Queue<Sent>> unanswered =
      List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());

  private final Mqtt5AsyncClient client;
  private final BiConsumer<Sent, Mqtt5PublishResult> results;
  private final Disposable flow;
  private boolean ended;

  /**
   * By {@code client}, which is connected.
   *
   * @param results called by the thread that reads the connection, with what becomes of each
   *     message, until this is ended
   */
  PublishFlow(Mqtt5AsyncClient client, BiConsumer<Sent, Mqtt5PublishResult> results) {
    this.client = client;
    this.results = results;
    flow = client.toRx().publish(publishes).subscribe(this::onResult, this::onFailure);
  }

  /** Perhaps nothing is sent any more: rather a new connection than one that sends nothing. */
  private void onFailure(Throwable failure) {
    LOG.warn("No more messages can be sent: the connection is given up", failure);
    client.disconnect();
  }

  /** A message as it goes, and who is to be told what becomes of it. */
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
   * @throws RuntimeException if the client takes nothing more; the message may be told of as lost
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
    } catch (RuntimeException | Error e) { // the flow takes nothing more then
      onFailure(e);
      throw e;
    }
  }

  private void onResult(Mqtt5PublishResult result) {
    try {
      Sent sent = take(result.getPublish());
      if (sent != null) { // else this is ended meanwhile
        results.accept(sent, result);
      }
    } catch (Throwable e) { // which would end the flow
      LOG.error("{}: what became of it could not be told", result.getPublish().getTopic(), e);
    }
  }

  private Sent take(Mqtt5Publish publish) {
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
   * Sends no more, tells nothing more, and gives the HiveMQ client back what it has for this. What
   * is not answered by then is lost.
   */
  void end() {
    flow.dispose();
    synchronized (unanswered) {
      ended = true;
      unanswered.forEach(Queue::clear);
    }
  }
}
