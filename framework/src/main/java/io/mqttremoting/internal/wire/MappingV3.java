package io.mqttremoting.internal.wire;

import io.mqttremoting.api.Metadata;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.json.JsonFields;
import io.mqttremoting.internal.json.JsonValueCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The mapping for MQTT 3.1.1, in which requests and replies carry correlation data, response topic
 * and errors inside the payload (wire protocol, Operations in MQTT 3.1.1).
 */
public final class MappingV3 implements Mapping {
  /** Its name in the status of a service. */
  public static final String NAME = "v3";

  private static final String CORRELATION = EnvelopeField.CORRELATION_DATA.jsonName();
  private static final String DATA = EnvelopeField.DATA.jsonName();
  private static final String ERROR = EnvelopeField.ERROR.jsonName();

  private static final byte[] VOID =
      "0".getBytes(StandardCharsets.US_ASCII); // like the Python peer

  private final JsonCodec codec;
  private final JsonValueCodec errorCodec = JsonCodec.own().value(Map.class);
  private final Cache<String, byte[]> texts = new Cache<>(JsonCodec::text, String::length);

  /** A mapping that uses {@code codec}. */
  public MappingV3(JsonCodec codec) {
    this.codec = codec;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String requestTopic(Topics topics, String operation) {
    return topics.requestV3(operation);
  }

  @Override
  public String replyTopic(Topics topics, String operation, String clientId) {
    return topics.replyV3(operation, clientId);
  }

  @Override
  public Message request(Head head, byte[] arguments) {
    byte[] correlationData = JsonCodec.text(head.correlationData());
    byte[] responseTopic = texts.get(head.responseTopic());
    byte[] timeout = millis(head.timeout());
    byte[] memoryId = head.memoryId() == null ? null : texts.get(head.memoryId());
    byte[] repeatedAfter = head.repeatedAfter().isZero() ? null : millis(head.repeatedAfter());
    byte[] until =
        head.until() == 0 ? null : Long.toString(head.until()).getBytes(StandardCharsets.US_ASCII);
    byte[] metadata = EnvelopeMetadata.write(head.metadata());
    byte[] payload =
        new byte
            [length(EnvelopeField.CORRELATION_DATA.first(), correlationData)
                + length(EnvelopeField.RESPONSE_TOPIC.next(), responseTopic)
                + length(EnvelopeField.TIMEOUT.next(), timeout)
                + length(EnvelopeField.MEMORY.next(), memoryId)
                + length(EnvelopeField.REPEATED_AFTER.next(), repeatedAfter)
                + length(EnvelopeField.UNTIL.next(), until)
                + metadata.length
                + length(EnvelopeField.DATA.next(), arguments)
                + 1];
    ByteBuffer json = ByteBuffer.wrap(payload);
    put(json, EnvelopeField.CORRELATION_DATA.first(), correlationData);
    put(json, EnvelopeField.RESPONSE_TOPIC.next(), responseTopic);
    put(json, EnvelopeField.TIMEOUT.next(), timeout);
    put(json, EnvelopeField.MEMORY.next(), memoryId);
    put(json, EnvelopeField.REPEATED_AFTER.next(), repeatedAfter);
    put(json, EnvelopeField.UNTIL.next(), until);
    json.put(metadata);
    put(json, EnvelopeField.DATA.next(), arguments);
    json.put((byte) '}');
    return new Message(head.topic(), payload, 0, false);
  }

  private static byte[] millis(Duration time) {
    return Long.toString(Math.max(1, time.toMillis())).getBytes(StandardCharsets.US_ASCII);
  }

  /** The length of a field with its name; 0 if the value is {@code null}. */
  private static int length(byte[] name, byte @Nullable [] value) {
    return value == null ? 0 : name.length + value.length;
  }

  private static void put(ByteBuffer json, byte[] name, byte @Nullable [] value) {
    if (value != null) {
      json.put(name).put(value);
    }
  }

  @Override
  public Object[] readArguments(Message message, Header known, JsonArgumentsCodec argumentsCodec)
      throws BadPayloadException {
    return codec.readAllFields(
        message.payload(),
        fields -> {
          Set<EnvelopeField> seen = EnumSet.noneOf(EnvelopeField.class);
          Object[] arguments = null;
          for (String name = fields.next(); name != null; name = fields.next()) {
            EnvelopeField field = EnvelopeField.named(name);
            if (field != null) {
              field.addTo(seen);
            }
            if (field == EnvelopeField.DATA) {
              arguments = fields.arguments(argumentsCodec);
            } else {
              fields.skip(); // the header has been read
            }
          }
          known.checkUsable();
          return arguments == null ? argumentsCodec.missing() : arguments;
        });
  }

  @Override
  public Header readHeader(Message message) {
    Header start = RequestHeader.readStart(message.payload());
    if (start != null) {
      return start;
    }
    RequestHeader header = new RequestHeader();
    try {
      codec.readFieldsLeniently(
          message.payload(),
          fields -> {
            header.read(fields);
            return header;
          });
    } catch (BadPayloadException e) {
      header.setProblem(e.getMessage()); // the fields read so far are valid
    }
    return header.toHeader();
  }

  @Override
  public Optional<Message> result(
      Header header,
      @Nullable JsonValueCodec resultCodec,
      @Nullable Object result,
      Metadata metadata) {
    return reply(
        header,
        EnvelopeField.DATA,
        () -> resultCodec == null ? VOID : resultCodec.encode(result),
        metadata);
  }

  @Override
  public Optional<Message> error(Header header, CallError error, Metadata metadata) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("code", error.code().name());
    fields.put("message", error.message());
    if (!error.type().isEmpty()) {
      fields.put("type", error.type());
    }
    return reply(header, EnvelopeField.ERROR, () -> errorCodec.encode(fields), metadata);
  }

  private static Optional<Message> reply(
      Header header, EnvelopeField field, Supplier<byte[]> value, Metadata metadata) {
    if (header.responseTopic().isEmpty()) {
      return Optional.empty();
    }
    byte[] outcome = value.get();
    byte[] correlationData = header.correlationData().map(JsonCodec::text).orElse(null);
    byte[] outcomeName = correlationData == null ? field.first() : field.next();
    byte[] beside = EnvelopeMetadata.write(metadata);
    byte[] payload =
        new byte
            [length(EnvelopeField.CORRELATION_DATA.first(), correlationData)
                + length(outcomeName, outcome)
                + beside.length
                + 1];
    ByteBuffer json = ByteBuffer.wrap(payload);
    put(json, EnvelopeField.CORRELATION_DATA.first(), correlationData);
    put(json, outcomeName, outcome);
    json.put(beside);
    json.put((byte) '}');
    return Optional.of(new Message(header.responseTopic().get(), payload, 0, false));
  }

  @Override
  public String readCorrelationData(Message message) throws BadPayloadException {
    String first =
        new EnvelopeStart(message.payload())
            .text(EnvelopeField.CORRELATION_DATA.first(), RequestHeader.MAX_TEXT_LENGTH);
    if (first != null) {
      return first;
    }
    return codec.readFields(
        message.payload(),
        fields -> {
          for (String name = fields.next(); name != null; name = fields.next()) {
            Optional<String> text = name.equals(CORRELATION) ? fields.text() : Optional.empty();
            if (text.isPresent()) {
              return text.get();
            }
            fields.skip();
          }
          throw new BadPayloadException("'" + CORRELATION + "' is missing");
        });
  }

  @Override
  public Reply readReply(Message message, @Nullable JsonValueCodec resultCodec)
      throws BadPayloadException {
    return codec.readAllFields(
        message.payload(),
        fields -> {
          boolean resultFound = resultCodec == null;
          Object result = null;
          Optional<CallError> error = Optional.empty();
          EnvelopeMetadata metadata = null;
          for (String name = fields.next(); name != null; name = fields.next()) {
            if (name.equals(DATA) && resultCodec != null) {
              result = fields.value(resultCodec);
              resultFound = true;
            } else if (name.equals(ERROR) && !fields.isNull()) {
              error = Optional.of(readError(fields));
            } else if (EnvelopeMetadata.isField(name)) {
              metadata = metadata == null ? new EnvelopeMetadata() : metadata;
              metadata.read(name, fields);
            } else {
              fields.skip();
            }
          }
          if (!resultFound && error.isEmpty()) {
            throw new BadPayloadException("'" + DATA + "' and '" + ERROR + "' are both missing");
          }
          return new Reply(
              result, error, metadata == null ? Metadata.empty() : metadata.received().metadata());
        });
  }

  private static CallError readError(JsonFields fields) throws IOException {
    String code = "";
    String message = "";
    String type = "";
    if (fields.isObject()) {
      for (String name = fields.next(); name != null; name = fields.next()) {
        Optional<String> text = fields.text();
        if (text.isPresent() && name.equals("code")) {
          code = text.get();
        } else if (text.isPresent() && name.equals("message")) {
          message = text.get();
        } else if (text.isPresent() && name.equals("type")) {
          type = text.get();
        } else {
          fields.skip();
        }
      }
    } else {
      fields.skip();
    }
    return new CallError(CallError.codeNamed(code), message, type);
  }
}
