package io.mqttremoting.benchmarks;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** The sides of comparisons that use an MQTT library alone, for the same exchanges. */
final class Raw {
  private static final JsonMapper JSON = new JsonMapper();
  private static final PingPong.Work NONE = new PingPong.Work() {};

  /** Requests and answers of 64 bytes at QoS 0. */
  static final Side.Maker ECHO = new PingPong(NONE, 0, false, false);

  /**
   * The same by a user who needs what calls need: as many bytes, with which to find the caller and
   * the call, and a thread that may block.
   */
  static final Side.Maker LIKE_CALLS = new PingPong(new LikeCalls(), 0, false, true);

  /** Messages that are answered by a retained one; both at QoS 1, as with this library. */
  static final Side.Maker RETAINED = new PingPong(NONE, 1, true, false);

  /** Requests and answers of 64 bytes that both ends write and read as JSON. */
  static final Side.Maker JSON_ECHO = new PingPong(new JsonText(), 0, false, false);

  private Raw() {}

  /** As long as requests and replies with 64 bytes of JSON are in both mappings, or nearly. */
  private static final class LikeCalls implements PingPong.Work {
    private final byte[] request = new byte[250];
    private final byte[] answer = new byte[115];

    @Override
    public byte[] request() {
      return request;
    }

    @Override
    public byte[] answer(byte[] of) {
      return answer;
    }
  }

  private static final class JsonText implements PingPong.Work {
    private final ObjectReader reader = JSON.readerFor(String[].class);
    private final ObjectWriter writer = JSON.writerFor(String[].class);
    private final String[] arguments = {Payloads.TEXT};

    @Override
    public byte[] request() {
      return writer.writeValueAsBytes(arguments);
    }

    @Override
    public byte[] answer(byte[] request) {
      return writer.writeValueAsBytes(reader.<String[]>readValue(request));
    }

    @Override
    public void read(byte[] answer) {
      reader.<String[]>readValue(answer);
    }
  }

  /** Requests of so many bytes, which are written as JSON and read once, and small answers. */
  static Side.Maker payloads(int bytes) {
    return new PingPong(new JsonReadings(Reading.ofBytes(bytes)), 0, false, false);
  }

  private static final class JsonReadings implements PingPong.Work {
    private static final TypeReference<List<Reading>> TYPE = new TypeReference<>() {};

    private final ObjectReader reader = JSON.readerFor(TYPE);
    private final ObjectWriter writer = JSON.writerFor(TYPE);
    private final List<Reading> readings;

    JsonReadings(List<Reading> readings) {
      this.readings = readings;
    }

    @Override
    public byte[] request() {
      return writer.writeValueAsBytes(readings);
    }

    @Override
    public byte[] answer(byte[] request) {
      return new byte[] {(byte) reader.<List<Reading>>readValue(request).size()};
    }
  }

  /** Messages that go to so many clients; QoS 1, as with this library. */
  static Side.Maker signals(int clients) {
    return (setting, load) -> {
      Side side = new Side();
      String topic = "raw/" + UUID.randomUUID();
      Window window = new Window(load.inFlight());
      AtomicLong told = new AtomicLong();
      for (RawClient client : setting.raw(clients)) {
        side.closing(client)
            .subscribe(
                topic,
                1,
                (to, payload) -> {
                  if (told.incrementAndGet() % clients == 0) {
                    window.leave();
                  }
                });
      }
      Consumer<byte[]> signals = side.closing(setting.raw()).publisher(topic, 1, false);
      side.add(window, () -> signals.accept(Payloads.RAW));
      return side;
    };
  }
}
