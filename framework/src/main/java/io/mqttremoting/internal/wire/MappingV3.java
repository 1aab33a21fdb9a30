package io.mqttremoting.internal.wire;

import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.json.JsonFields;
import io.mqttremoting.internal.json.JsonValueCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The mapping for MQTT 3.1.1, in which requests and replies carry correlation data, response topic
 * and errors inside the payload (wire protocol, Operations in MQTT 3.1.1).
 */
public final class MappingV3 implements Mapping {
  private static final int MAX_TEXT_LENGTH = 256;
  private static final String CORRELATION = "correlationData";
  private static final String RESPONSE_TOPIC = "responseTopic";
  private static final String TIMEOUT = "timeoutMillis";
  private static final String MEMORY = "memory";
  private static final String REPEATED_AFTER = "repeatedAfterMillis";
  private static final String UNTIL = "until";
  private static final String DATA = "data";
  private static final String ERROR = "error";

  // The starts of the fields as this library writes them in requests and replies.
  private static final byte[] CORRELATION_START = EnvelopeStart.fieldName('{', CORRELATION);
  private static final byte[] RESPONSE_TOPIC_NEXT = EnvelopeStart.fieldName(',', RESPONSE_TOPIC);
  private static final byte[] TIMEOUT_NEXT = EnvelopeStart.fieldName(',', TIMEOUT);
  private static final byte[] MEMORY_NEXT = EnvelopeStart.fieldName(',', MEMORY);
  private static final byte[] REPEATED_AFTER_NEXT = EnvelopeStart.fieldName(',', REPEATED_AFTER);
  private static final byte[] UNTIL_NEXT = EnvelopeStart.fieldName(',', UNTIL);
  private static final byte[] DATA_NEXT = EnvelopeStart.fieldName(',', DATA);
  private static final byte[] ERROR_NEXT = EnvelopeStart.fieldName(',', ERROR);

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
    return "v3";
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
    byte[] memory = head.memory() == null ? null : texts.get(head.memory());
    byte[] repeatedAfter = head.repeatedAfter().isZero() ? null : millis(head.repeatedAfter());
    byte[] until =
        head.until() == 0 ? null : Long.toString(head.until()).getBytes(StandardCharsets.US_ASCII);
    byte[] payload =
        new byte
            [length(CORRELATION_START, correlationData)
                + length(RESPONSE_TOPIC_NEXT, responseTopic)
                + length(TIMEOUT_NEXT, timeout)
                + length(MEMORY_NEXT, memory)
                + length(REPEATED_AFTER_NEXT, repeatedAfter)
                + length(UNTIL_NEXT, until)
                + length(DATA_NEXT, arguments)
                + 1];
    ByteBuffer json = ByteBuffer.wrap(payload);
    put(json, CORRELATION_START, correlationData);
    put(json, RESPONSE_TOPIC_NEXT, responseTopic);
    put(json, TIMEOUT_NEXT, timeout);
    put(json, MEMORY_NEXT, memory);
    put(json, REPEATED_AFTER_NEXT, repeatedAfter);
    put(json, UNTIL_NEXT, until);
    put(json, DATA_NEXT, arguments);
    json.put((byte) '}');
    return new Message(head.topic(), payload, 0, false);
  }

  private static byte[] millis(Duration time) {
    return Long.toString(Math.max(1, time.toMillis())).getBytes(StandardCharsets.US_ASCII);
  }

  /** The length of a field with its name; 0 if the value is {@code null}. */
  private static int length(byte[] name, byte[] value) {
    return value == null ? 0 : name.length + value.length;
  }

  private static void put(ByteBuffer json, byte[] name, byte[] value) {
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
          HeaderFields late = null;
          Object[] arguments = null;
          for (String name = fields.next(); name != null; name = fields.next()) {
            if (name.equals(DATA)) {
              arguments = fields.arguments(argumentsCodec);
            } else if (arguments == null) {
              fields.skip(); // already in the header
            } else {
              late = late == null ? new HeaderFields() : late;
              late.read(name, fields);
            }
          }
          known.checkUsable();
          if (late != null) {
            late.checkAgainst(known);
          }
          return arguments == null ? argumentsCodec.missing() : arguments;
        });
  }

  @Override
  public Header readHeader(Message message) {
    Header start = readStart(message.payload());
    if (start != null) {
      return start;
    }
    HeaderFields header = new HeaderFields();
    try {
      codec.readAllFieldsLeniently(
          message.payload(),
          fields -> {
            for (String name = fields.next(); name != null; name = fields.next()) {
              header.read(name, fields);
            }
            return header;
          });
    } catch (BadPayloadException e) {
      header.problem = e.getMessage(); // the fields read so far are valid
    }
    return header.toHeader();
  }

  /**
   * Reads the header of a request that begins like those of {@link #request}, without parsing the
   * rest; returns {@code null} for other requests. {@link #readArguments} checks the fields after
   * the data.
   */
  private static Header readStart(byte[] payload) {
    EnvelopeStart start = new EnvelopeStart(payload);
    HeaderFields header = new HeaderFields();
    header.correlationData = start.text(CORRELATION_START, MAX_TEXT_LENGTH);
    header.responseTopic = start.text(RESPONSE_TOPIC_NEXT, Topics.MAX_REPLY_TOPIC_LENGTH);
    header.timeoutMillis = start.number(TIMEOUT_NEXT);
    header.memory = start.text(MEMORY_NEXT, MAX_TEXT_LENGTH);
    header.repeatedAfterMillis = start.number(REPEATED_AFTER_NEXT);
    header.until = start.number(UNTIL_NEXT);
    return header.correlationData != null
            && header.responseTopic != null
            && header.timeoutMillis != null // programs of other libraries do not send it
            && Topics.isReplyTopic(header.responseTopic)
            && start.isNext(DATA_NEXT)
        ? header.toHeader()
        : null;
  }

  @Override
  public Optional<Message> result(Header header, JsonValueCodec resultCodec, Object result) {
    return reply(header, DATA, () -> resultCodec == null ? VOID : resultCodec.encode(result));
  }

  @Override
  public Optional<Message> error(Header header, CallError error) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("code", error.code().name());
    fields.put("message", error.message());
    if (!error.type().isEmpty()) {
      fields.put("type", error.type());
    }
    return reply(header, ERROR, () -> errorCodec.encode(fields));
  }

  private static Optional<Message> reply(Header header, String name, Supplier<byte[]> value) {
    if (header.responseTopic().isEmpty()) {
      return Optional.empty();
    }
    byte[] outcome = value.get();
    byte[] correlationData = header.correlationData().map(JsonCodec::text).orElse(null);
    byte[] outcomeName =
        correlationData == null
            ? EnvelopeStart.fieldName('{', name)
            : name.equals(DATA) ? DATA_NEXT : ERROR_NEXT;
    byte[] payload =
        new byte[length(CORRELATION_START, correlationData) + length(outcomeName, outcome) + 1];
    ByteBuffer json = ByteBuffer.wrap(payload);
    put(json, CORRELATION_START, correlationData);
    put(json, outcomeName, outcome);
    json.put((byte) '}');
    return Optional.of(new Message(header.responseTopic().get(), payload, 0, false));
  }

  @Override
  public String readCorrelationData(Message message) throws BadPayloadException {
    String first = new EnvelopeStart(message.payload()).text(CORRELATION_START, MAX_TEXT_LENGTH);
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
  public Reply readReply(Message message, JsonValueCodec resultCodec) throws BadPayloadException {
    return codec.readAllFields(
        message.payload(),
        fields -> {
          boolean resultFound = resultCodec == null;
          Object result = null;
          Optional<CallError> error = Optional.empty();
          for (String name = fields.next(); name != null; name = fields.next()) {
            if (name.equals(DATA) && resultCodec != null) {
              result = fields.value(resultCodec);
              resultFound = true;
            } else if (name.equals(ERROR) && !fields.isNull()) {
              error = Optional.of(readError(fields));
            } else {
              fields.skip();
            }
          }
          if (!resultFound && error.isEmpty()) {
            throw new BadPayloadException("'" + DATA + "' and '" + ERROR + "' are both missing");
          }
          return new Reply(result, error);
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

  /** Collects the fields of a header. */
  private static final class HeaderFields {
    private String correlationData;
    private String responseTopic;
    private Long timeoutMillis;
    private String memory;
    private Long repeatedAfterMillis;
    private Long until;
    private String problem;

    void read(String name, JsonFields fields) throws IOException {
      switch (name) {
        case CORRELATION -> correlationData = shortText(name, fields);
        case RESPONSE_TOPIC -> responseTopic = replyTopic(name, fields);
        case TIMEOUT -> timeoutMillis = positive(name, fields);
        case MEMORY -> memory = shortText(name, fields);
        case REPEATED_AFTER -> repeatedAfterMillis = positive(name, fields);
        case UNTIL -> until = positive(name, fields);
        default -> fields.skip();
      }
    }

    private String shortText(String name, JsonFields fields) throws IOException {
      Optional<String> text = fields.text().filter(found -> found.length() <= MAX_TEXT_LENGTH);
      if (text.isEmpty()) {
        problem = "'" + name + "' must be a string of at most " + MAX_TEXT_LENGTH + " characters";
        fields.skip();
      }
      return text.orElse(null);
    }

    private String replyTopic(String name, JsonFields fields) throws IOException {
      Optional<String> topic = fields.text().filter(Topics::isReplyTopic);
      if (topic.isEmpty()) {
        problem = "'" + name + "' is not a valid reply topic";
        fields.skip();
      }
      return topic.orElse(null);
    }

    private Long positive(String name, JsonFields fields) throws IOException {
      if (fields.isNull()) {
        return null;
      }
      OptionalLong number = fields.wholeNumber();
      if (number.isPresent() && number.getAsLong() >= 1) {
        return number.getAsLong();
      }
      problem = "'" + name + "' must be a positive whole number";
      fields.skip();
      return null;
    }

    /** Fails if a field after the data contradicts the header that was read before. */
    void checkAgainst(Header known) throws BadPayloadException {
      if (problem != null) {
        throw new BadPayloadException(problem);
      }
      Header late = toHeader();
      checkAgainst(known, late, CORRELATION, Header::correlationData);
      checkAgainst(known, late, RESPONSE_TOPIC, Header::responseTopic);
      checkAgainst(known, late, TIMEOUT, Header::timeout);
      checkAgainst(known, late, MEMORY, Header::memory);
      checkAgainst(
          known,
          late,
          REPEATED_AFTER,
          h -> Optional.of(h.repeatedAfter()).filter(t -> !t.isZero()));
      checkAgainst(known, late, UNTIL, h -> Optional.of(h.until()).filter(t -> t != 0));
    }

    private static void checkAgainst(
        Header known, Header late, String name, Function<Header, Optional<?>> field)
        throws BadPayloadException {
      if (field.apply(late).isPresent() && !field.apply(late).equals(field.apply(known))) {
        throw new BadPayloadException("'" + name + "' must come before '" + DATA + "'");
      }
    }

    Header toHeader() {
      if (problem == null && correlationData == null) {
        problem = "'" + CORRELATION + "' is missing";
      }
      if (problem == null && responseTopic == null) {
        problem = "'" + RESPONSE_TOPIC + "' is missing";
      }
      return new Header(
          Optional.ofNullable(correlationData),
          Optional.ofNullable(responseTopic),
          Optional.ofNullable(timeoutMillis).map(Duration::ofMillis),
          true,
          Optional.ofNullable(memory),
          repeatedAfterMillis == null ? Duration.ZERO : Duration.ofMillis(repeatedAfterMillis),
          until == null ? 0 : until,
          Optional.ofNullable(problem));
    }
  }
}
