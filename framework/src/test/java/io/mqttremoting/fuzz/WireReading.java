package io.mqttremoting.fuzz;

import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonAdditions;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.InterfaceReader;
import io.mqttremoting.internal.model.InternalOperations;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.MappingV3;
import io.mqttremoting.internal.wire.MappingV5;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.UserProperties;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads payloads of every kind, for every member of {@link IFuzzed}. */
final class WireReading {
  private static final int MAX_PAYLOAD_BYTES = 1 << 20;
  private static final int MAX_REASON = 400; // it goes into replies and logs
  private static final InterfaceModel MODEL = InterfaceReader.read(IFuzzed.class);

  private final JsonCodec json = new JsonCodec(MAX_PAYLOAD_BYTES, JsonAdditions.NONE);
  private final List<Mapping> mappings = List.of(new MappingV3(json), new MappingV5());
  private final JsonValueCodec status = json.value(Status.class);
  private final Map<String, JsonValueCodec> values = new HashMap<>();
  private final Map<String, JsonArgumentsCodec> arguments = new HashMap<>();
  private final Map<String, JsonValueCodec> results = new HashMap<>();
  private final Map<String, JsonArgumentsCodec> signals = new HashMap<>();

  /** How many inputs were read, and how many refused. */
  long good;

  long bad;

  /** How long the slowest input took. */
  long slowestNanos;

  WireReading() {
    for (PropertyModel property : MODEL.properties()) {
      values.put(property.name(), json.value(property.type()));
    }
    MODEL.operations().forEach(this::add);
    PropertyModel wide =
        MODEL.properties().stream().filter(p -> p.name().equals("wide")).findFirst().orElseThrow();
    add(InternalOperations.get(wide));
    add(InternalOperations.set(wide));
    arguments.put("_describe", json.arguments(List.of()));
    arguments.put("_cancel", json.arguments(List.of()));
    MODEL.signals().forEach(s -> signals.put(s.name(), json.arguments(s.handler().parameters())));
  }

  private void add(OperationModel operation) {
    arguments.put(operation.name(), json.arguments(operation.parameters()));
    results.put(operation.name(), operation.isVoid() ? null : json.value(operation.resultType()));
  }

  /** Reads one input; throws whatever is thrown, except {@link BadPayloadException}. */
  void read(Choices choices) {
    long start = System.nanoTime();
    try {
      switch (choices.below(5)) {
        case 0 -> readValue(choices);
        case 1 -> readSignal(choices);
        case 2 -> readStatus(choices);
        case 3 -> readRequest(choices);
        default -> readReply(choices);
      }
      good++;
    } catch (BadPayloadException e) {
      bad++;
      if (e.getMessage().length() > MAX_REASON) {
        throw new AssertionError("too long a reason: " + e.getMessage(), e);
      }
    }
    slowestNanos = Math.max(slowestNanos, System.nanoTime() - start);
  }

  private void readValue(Choices choices) throws BadPayloadException {
    String name = Seeds.name(choices, Seeds.VALUES);
    values.get(name).decode(Mutations.of(choices, Seeds.VALUES.get(name)));
  }

  private void readSignal(Choices choices) throws BadPayloadException {
    String name = Seeds.name(choices, Seeds.SIGNALS);
    signals.get(name).decode(Mutations.of(choices, Seeds.SIGNALS.get(name)));
  }

  private void readStatus(Choices choices) throws BadPayloadException {
    status.decode(Mutations.of(choices, choices.of(Seeds.STATUSES.toArray(String[]::new))));
  }

  private void readRequest(Choices choices) throws BadPayloadException {
    String name = Seeds.name(choices, Seeds.ARGUMENTS);
    Mapping mapping = mappings.get(choices.below(mappings.size()));
    String payload = Seeds.ARGUMENTS.get(name);
    if (mapping instanceof MappingV3) {
      String more = choices.of("", ",\"memory\":\"m\",\"repeatedAfterMillis\":5");
      payload =
          Seeds.request(
              "c1",
              Seeds.ID + "/rpc/v3/" + name + "/c/result",
              more + Seeds.metadata(choices),
              payload);
    }
    Message message = message(choices, payload);
    Mapping.Header header = mapping.readHeader(message); // never refuses
    mapping.readArguments(message, header, arguments.get(name));
  }

  private void readReply(Choices choices) throws BadPayloadException {
    String name = Seeds.name(choices, Seeds.RESULTS);
    Mapping mapping = mappings.get(choices.below(mappings.size()));
    String payload = Seeds.RESULTS.get(name);
    if (mapping instanceof MappingV3) {
      payload =
          Seeds.reply(
              "c1",
              choices.once(3)
                  ? Seeds.error(choices)
                  : "\"data\":" + payload + Seeds.metadata(choices));
    }
    Message message = message(choices, payload);
    mapping.readReply(message, results.get(name));
    mapping.readCorrelationData(message);
  }

  private static Message message(Choices choices, String payload) {
    Message.Properties good =
        new Message.Properties(
            Seeds.ID + "/rpc/reset/c/result",
            new byte[] {7},
            30,
            UserProperties.of(Map.of("remoting", "1")));
    return new Message(
        "some/topic", Mutations.of(choices, payload), 1, false, Headers.properties(choices, good));
  }
}
