package io.mqttremoting.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** The sides of comparisons that use an MQTT library alone, for the same exchanges. */
final class Raw {
  private static final JsonMapper JSON = new JsonMapper();

  private Raw() {}

  /** Requests that are answered with the same payload; QoS 0 in both directions. */
  static Side echo(Setting setting, Load load) throws Exception {
    return pingPong(setting, load, 0, false, payload -> payload, () -> Payloads.RAW, reply -> {});
  }

  /** The same, each side reading and writing JSON, too. */
  static Side jsonEcho(Setting setting, Load load) throws Exception {
    ObjectReader reader = JSON.readerFor(String[].class);
    ObjectWriter writer = JSON.writerFor(String[].class);
    String[] arguments = {Payloads.TEXT};
    return pingPong(
        setting,
        load,
        0,
        false,
        payload -> writer.writeValueAsBytes(reader.<String[]>readValue(payload)),
        () -> writer.writeValueAsBytes(arguments),
        reader::<String[]>readValue);
  }

  /** Requests of so many bytes, which are written as JSON and read once, and small answers. */
  static Side.Maker payloads(int bytes) {
    List<Reading> readings = Reading.ofBytes(bytes);
    TypeReference<List<Reading>> type = new TypeReference<>() {};
    ObjectReader reader = JSON.readerFor(type);
    ObjectWriter writer = JSON.writerFor(type);
    return (setting, load) ->
        pingPong(
            setting,
            load,
            0,
            false,
            payload -> new byte[] {(byte) reader.<List<Reading>>readValue(payload).size()},
            () -> writer.writeValueAsBytes(readings),
            reply -> {});
  }

  /** Messages that are answered by a retained one; both at QoS 1, as with this library. */
  static Side retained(Setting setting, Load load) throws Exception {
    return pingPong(setting, load, 1, true, payload -> payload, () -> Payloads.RAW, reply -> {});
  }

  private interface Request {
    byte[] payload();
  }

  private static Side pingPong(
      Setting setting,
      Load load,
      int qos,
      boolean retained,
      UnaryOperator<byte[]> service,
      Request request,
      Consumer<byte[]> reply)
      throws Exception {
    Side side = new Side();
    String topics = "raw/" + UUID.randomUUID() + "/";
    RawClient server = side.closing(setting.raw());
    Map<String, Consumer<byte[]>> replies = new HashMap<>();
    for (int i = 0; i < load.clients(); i++) {
      replies.put(topics + i, server.publisher(topics + i + "/reply", qos, retained));
    }
    server.subscribe(
        topics + "+", qos, (topic, payload) -> replies.get(topic).accept(service.apply(payload)));
    for (int i = 0; i < load.clients(); i++) {
      Window window = new Window(load.inFlight());
      RawClient client = side.closing(setting.raw());
      client.subscribe(
          topics + i + "/reply",
          qos,
          (topic, payload) -> {
            reply.accept(payload);
            window.leave();
          });
      Consumer<byte[]> requests = client.publisher(topics + i, qos, false);
      side.add(window, () -> requests.accept(request.payload()));
    }
    return side;
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
