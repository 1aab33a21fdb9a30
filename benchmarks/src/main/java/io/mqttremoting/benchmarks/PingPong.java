package io.mqttremoting.benchmarks;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Requests that are answered, by an MQTT library alone.
 *
 * @param qos of both
 * @param retained whether the answers are
 * @param ownThread whether a thread of the user's answers, as with this library, where users may
 *     block; else the MQTT library's, which is quicker
 */
record PingPong(Work work, int qos, boolean retained, boolean ownThread) implements Side.Maker {

  /** What is done at both ends; by itself, 64 bytes come back as they are. */
  interface Work {
    /** The payload of a request. */
    default byte[] request() {
      return Payloads.RAW;
    }

    /** The payload of the answer. */
    default byte[] answer(byte[] request) {
      return request;
    }

    /** Takes an answer. */
    default void read(byte[] answer) {}
  }

  @Override
  public Side open(Setting setting, Load load) throws Exception {
    Side side = new Side();
    String topics = "raw/" + UUID.randomUUID() + "/";
    serve(side, setting, load, topics);
    for (int i = 0; i < load.clients(); i++) {
      Window window = new Window(load.inFlight());
      RawClient client = side.closing(setting.raw());
      client.subscribe(
          topics + i + "/reply",
          qos,
          (topic, answer) -> {
            work.read(answer);
            window.leave();
          });
      Consumer<byte[]> requests = client.publisher(topics + i, qos, false);
      side.add(window, () -> requests.accept(work.request()));
    }
    return side;
  }

  private void serve(Side side, Setting setting, Load load, String topics) throws Exception {
    RawClient server = side.closing(setting.raw());
    Map<String, Consumer<byte[]>> answers = new HashMap<>();
    for (int i = 0; i < load.clients(); i++) {
      answers.put(topics + i, server.publisher(topics + i + "/reply", qos, retained));
    }
    Executor executor = Runnable::run;
    if (ownThread) {
      ExecutorService thread = Executors.newSingleThreadExecutor();
      side.closing(thread);
      executor = thread;
    }
    Executor answering = executor;
    server.subscribe(
        topics + "+",
        qos,
        (topic, request) ->
            answering.execute(() -> answers.get(topic).accept(work.answer(request))));
  }
}
