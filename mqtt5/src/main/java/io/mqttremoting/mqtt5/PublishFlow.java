package io.mqttremoting.mqtt5;

import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.mqttremoting.transport.Transport.PublishListener;
import io.mqttremoting.wire.Message;
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

  /** By QoS, in the order in which they went, which is about that in which results come. */
  private final List<Queue<Sent>> unanswered =
      List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());

  private final BiConsumer<Sent, Mqtt5PublishResult> results;
  private final Disposable flow;

  /**
   * By {@code client}, which is connected.
   *
   * @param results called by the thread that reads the connection, with what becomes of each
   *     message; may not be called when the connection is lost
   */
  PublishFlow(Mqtt5AsyncClient client, BiConsumer<Sent, Mqtt5PublishResult> results) {
    this.results = results;
    flow =
        client
            .toRx()
            .publish(publishes)
            .subscribe(this::onResult, failure -> onFailure(client, failure));
  }

  /** The flow has ended by itself: rather a new connection than one that sends nothing. */
  private static void onFailure(Mqtt5AsyncClient client, Throwable failure) {
    LOG.warn("No more messages can be sent: the connection is given up", failure);
    client.disconnect();
  }

  /** A message, as it was given and as it goes, and who is to be told what becomes of it. */
  record Sent(Mqtt5Publish publish, Message message, PublishListener listener) {}

  /** Sends a message. */
  void send(Sent sent) {
    Queue<Sent> queue = unanswered.get(sent.publish.getQos().getCode());
    synchronized (queue) {
      queue.add(sent);
    }
    publishes.onNext(sent.publish);
  }

  private void onResult(Mqtt5PublishResult result) {
    try {
      results.accept(take(result.getPublish()), result);
    } catch (RuntimeException | Error e) { // which would end the flow
      LOG.error("{}: what became of it could not be told", result.getPublish().getTopic(), e);
    }
  }

  private Sent take(Mqtt5Publish publish) {
    Queue<Sent> queue = unanswered.get(publish.getQos().getCode());
    synchronized (queue) {
      Iterator<Sent> each = queue.iterator();
      while (each.hasNext()) {
        Sent next = each.next();
        if (next.publish == publish) {
          each.remove();
          return next;
        }
      }
    }
    throw new IllegalStateException("It has not been sent here, or was told of before");
  }

  /** Sends no more, and gives the HiveMQ client back what it has for this. */
  void end() {
    flow.dispose();
  }
}
