package io.mqttremoting.benchmarks;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.mqttremoting.api.MqttVersion;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** The sides of comparisons that use an MQTT library alone, for the same exchanges. */
final class Raw {
  private static final PingPong.Work NONE = new PingPong.Work() {};

  /** Requests and answers of 64 bytes at QoS 0. */
  static final Side.Maker ECHO = new PingPong(NONE, 0, false, false);

  /**
   * The same by a user who needs what calls need: messages that tell whose call is meant, where the
   * answer goes and how long it is waited for, JSON, and a thread that may block.
   */
  static final Side.Maker LIKE_CALLS =
      (setting, load) ->
          (setting.version() == MqttVersion.MQTT_5
                  ? new RawCallsV5()
                  : new PingPong(new LikeCalls(), 0, false, true))
              .open(setting, load);

  /** Messages that are answered by a retained one; both at QoS 1, as with this library. */
  static final Side.Maker RETAINED = new PingPong(NONE, 1, true, false);

  private Raw() {}

  private record Request(
      String correlationData,
      String responseTopic,
      long timeoutMillis,
      String memory,
      long until,
      List<String> data) {}

  private record Answer(String correlationData, String data) {}

  /** Messages that say in JSON what those of calls with MQTT 3.1.1 say, and are as long. */
  private static final class LikeCalls implements PingPong.Work {
    private final ObjectReader requests = PlainJson.MAPPER.readerFor(Request.class);
    private final ObjectReader answers = PlainJson.MAPPER.readerFor(Answer.class);
    private final ObjectWriter writer = PlainJson.MAPPER.writer();
    private final String responseTopic = "benchmarks/Echo/rpc/v3/echo/" + UUID.randomUUID();
    private final AtomicLong calls = new AtomicLong();

    @Override
    public byte[] request() {
      String call = "3f786850e387550f-" + Long.toHexString(calls.incrementAndGet());
      return PlainJson.write(
          writer,
          new Request(
              call,
              responseTopic,
              30_000,
              "89e6c98d92887913",
              1_790_000_000_000L,
              List.of(Payloads.TEXT)));
    }

    @Override
    public byte[] answer(byte[] of) {
      Request request = PlainJson.read(requests, of);
      return PlainJson.write(writer, new Answer(request.correlationData(), request.data().get(0)));
    }

    @Override
    public void read(byte[] answer) {
      PlainJson.<Answer>read(answers, answer);
    }
  }

  /** Requests of so many bytes, which are written as JSON and read once, and small answers. */
  static Side.Maker payloads(int bytes) {
    return new PingPong(new JsonReadings(Reading.ofBytes(bytes)), 0, false, false);
  }

  private static final class JsonReadings implements PingPong.Work {
    private static final TypeReference<List<Reading>> TYPE = new TypeReference<>() {};

    private final ObjectReader reader = PlainJson.MAPPER.readerFor(TYPE);
    private final ObjectWriter writer = PlainJson.MAPPER.writerFor(TYPE);
    private final List<Reading> readings;

    JsonReadings(List<Reading> readings) {
      this.readings = readings;
    }

    @Override
    public byte[] request() {
      return PlainJson.write(writer, readings);
    }

    @Override
    public byte[] answer(byte[] request) {
      return new byte[] {(byte) PlainJson.<List<Reading>>read(reader, request).size()};
    }
  }

  /** Messages that go to so many clients; QoS 1, as with this library. */
  static Side.Maker signals(int clients) {
    return signals(clients, (side, taking) -> (topic, payload) -> taking.run());
  }

  /** The same by a user who needs JSON, and a thread for each client that may block. */
  static Side.Maker likeSignals(int clients) {
    return signals(clients, Raw::readingInThread);
  }

  private static BiConsumer<String, byte[]> readingInThread(Side side, Runnable taking) {
    ObjectReader arguments = PlainJson.MAPPER.readerFor(new TypeReference<List<String>>() {});
    ExecutorService thread = Executors.newSingleThreadExecutor();
    side.closing(thread);
    return (topic, payload) ->
        thread.execute(
            () -> {
              PlainJson.<List<String>>read(arguments, payload);
              taking.run();
            });
  }

  private static Side.Maker signals(
      int clients, BiFunction<Side, Runnable, BiConsumer<String, byte[]>> receivers) {
    return (setting, load) -> {
      Side side = new Side();
      String topic = "raw/" + UUID.randomUUID();
      Window window = new Window(load.inFlight());
      AtomicLong told = new AtomicLong();
      Runnable taking =
          () -> {
            if (told.incrementAndGet() % clients == 0) {
              window.leave();
            }
          };
      for (RawClient client : setting.raw(clients)) {
        side.closing(client).subscribe(topic, 1, receivers.apply(side, taking));
      }
      Consumer<byte[]> signals = side.closing(setting.raw()).publisher(topic, 1, false);
      side.add(window, () -> signals.accept(Payloads.RAW));
      return side;
    };
  }
}
