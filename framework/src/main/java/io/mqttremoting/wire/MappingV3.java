package io.mqttremoting.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The mapping for MQTT 3.1.1, in which requests and replies carry correlation data, response topic
 * and errors inside the payload (wire protocol, The 3.1.1 envelope).
 */
public final class MappingV3 implements Mapping {
  private static final int MAX_TEXT_LENGTH = 256;
  private static final String CORRELATION = "correlationData";
  private static final String RESPONSE_TOPIC = "responseTopic";
  private static final String TIMEOUT = "timeoutMillis";
  private static final String MEMORY = "memory";
  private static final String REPEATED_AFTER = "repeatedAfterMillis";
  private static final String DATA = "data";
  private static final String ERROR = "error";

  // How this library begins requests and replies.
  private static final byte[] CORRELATION_START = EnvelopeStart.fieldName('{', CORRELATION);
  private static final byte[] RESPONSE_TOPIC_NEXT = EnvelopeStart.fieldName(',', RESPONSE_TOPIC);
  private static final byte[] TIMEOUT_NEXT = EnvelopeStart.fieldName(',', TIMEOUT);
  private static final byte[] MEMORY_NEXT = EnvelopeStart.fieldName(',', MEMORY);
  private static final byte[] REPEATED_AFTER_NEXT = EnvelopeStart.fieldName(',', REPEATED_AFTER);
  private static final byte[] DATA_NEXT = EnvelopeStart.fieldName(',', DATA);

  private final JsonCodec codec;
  private final Cache<String, byte[]> texts = new Cache<>(JsonCodec::text, String::length);

  /** The mapping, writing and reading with {@code codec}. */
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
    byte[] payload =
        new byte
            [length(CORRELATION_START, correlationData)
                + length(RESPONSE_TOPIC_NEXT, responseTopic)
                + length(TIMEOUT_NEXT, timeout)
                + length(MEMORY_NEXT, memory)
                + length(REPEATED_AFTER_NEXT, repeatedAfter)
                + length(DATA_NEXT, arguments)
                + 1];
    ByteBuffer json = ByteBuffer.wrap(payload);
    put(json, CORRELATION_START, correlationData);
    put(json, RESPONSE_TOPIC_NEXT, responseTopic);
    put(json, TIMEOUT_NEXT, timeout);
    put(json, MEMORY_NEXT, memory);
    put(json, REPEATED_AFTER_NEXT, repeatedAfter);
    put(json, DATA_NEXT, arguments);
    json.put((byte) '}');
    return new Message(head.topic(), payload, 0, false);
  }

  private static byte[] millis(Duration time) {
    return Long.toString(Math.max(1, time.toMillis())).getBytes(StandardCharsets.US_ASCII);
  }

  /** Of a field with its name; {@code null} stands for none. */
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
    return codec.readAll(
        message.payload(),
        json -> {
          HeaderFields late = new HeaderFields();
          Object[] arguments = null;
          for (String name = firstField(json); name != null; name = nextField(json)) {
            if (name.equals(DATA)) {
              arguments = argumentsCodec.read(json);
            } else if (arguments == null) {
              json.skipChildren(); // is known
            } else {
              late.read(name, json);
            }
          }
          known.checkUsable();
          late.checkAgainst(known);
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
      codec.readAllLeniently(
          message.payload(),
          json -> {
            for (String name = firstField(json); name != null; name = nextField(json)) {
              header.read(name, json);
            }
            return header;
          });
    } catch (BadPayloadException e) {
      header.problem = e.getMessage(); // what was read before is good
    }
    return header.toHeader();
  }

  /**
   * The header of a request that begins as {@link #request} does, without going through the rest;
   * {@code null} if it does not. What comes behind the data is checked by {@link #readArguments}.
   */
  private static Header readStart(byte[] payload) {
    EnvelopeStart start = new EnvelopeStart(payload);
    HeaderFields header = new HeaderFields();
    header.correlationData = start.text(CORRELATION_START, MAX_TEXT_LENGTH);
    header.responseTopic = start.text(RESPONSE_TOPIC_NEXT, Topics.MAX_REPLY_TOPIC_LENGTH);
    header.timeoutMillis = start.number(TIMEOUT_NEXT);
    header.memory = start.text(MEMORY_NEXT, MAX_TEXT_LENGTH);
    header.repeatedAfterMillis = start.number(REPEATED_AFTER_NEXT);
    return header.correlationData != null
            && header.responseTopic != null
            && header.timeoutMillis != null // which other programs do not say
            && Topics.isReplyTopic(header.responseTopic)
            && start.goesOnWith(DATA_NEXT)
        ? header.toHeader()
        : null;
  }

  @Override
  public Optional<Message> result(Header header, JsonValueCodec resultCodec, Object result) {
    return reply(
        header,
        json -> {
          json.writeName(DATA);
          if (resultCodec == null) {
            json.writeNumber(0); // as the Python peer answers for void
          } else {
            resultCodec.write(json, result);
          }
        });
  }

  @Override
  public Optional<Message> error(Header header, CallError error) {
    return reply(
        header,
        json -> {
          json.writeName(ERROR);
          writeError(json, error);
        });
  }

  private Optional<Message> reply(Header header, JsonCodec.Body outcome) {
    if (header.responseTopic().isEmpty()) {
      return Optional.empty();
    }
    byte[] payload =
        codec.write(
            json -> {
              json.writeStartObject();
              header
                  .correlationData()
                  .ifPresent(data -> json.writeStringProperty(CORRELATION, data));
              outcome.writeTo(json);
              json.writeEndObject();
            });
    return Optional.of(new Message(header.responseTopic().get(), payload, 0, false));
  }

  private static void writeError(JsonGenerator json, CallError error) {
    json.writeStartObject();
    json.writeStringProperty("code", error.code().name());
    json.writeStringProperty("message", error.message());
    if (!error.type().isEmpty()) {
      json.writeStringProperty("type", error.type());
    }
    json.writeEndObject();
  }

  @Override
  public String readCorrelationData(Message message) throws BadPayloadException {
    String first = new EnvelopeStart(message.payload()).text(CORRELATION_START, MAX_TEXT_LENGTH);
    if (first != null) {
      return first;
    }
    return codec.read(
        message.payload(),
        json -> {
          for (String name = firstField(json); name != null; name = nextField(json)) {
            if (name.equals(CORRELATION) && json.currentToken() == JsonToken.VALUE_STRING) {
              return json.getString();
            }
            json.skipChildren();
          }
          throw new BadPayloadException("'" + CORRELATION + "' is missing");
        });
  }

  @Override
  public Reply readReply(Message message, JsonValueCodec resultCodec) throws BadPayloadException {
    return codec.readAll(
        message.payload(),
        json -> {
          boolean resultFound = resultCodec == null;
          Object result = null;
          Optional<CallError> error = Optional.empty();
          for (String name = firstField(json); name != null; name = nextField(json)) {
            if (name.equals(DATA) && resultCodec != null) {
              result = resultCodec.read(json);
              resultFound = true;
            } else if (name.equals(ERROR) && json.currentToken() != JsonToken.VALUE_NULL) {
              error = Optional.of(readError(json));
            } else {
              json.skipChildren();
            }
          }
          if (!resultFound && error.isEmpty()) {
            throw new BadPayloadException("'" + DATA + "' and '" + ERROR + "' are both missing");
          }
          return new Reply(result, error);
        });
  }

  private static CallError readError(JsonParser json) {
    String code = "";
    String message = "";
    String type = "";
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        boolean text = json.nextToken() == JsonToken.VALUE_STRING;
        if (text && name.equals("code")) {
          code = json.getString();
        } else if (text && name.equals("message")) {
          message = json.getString();
        } else if (text && name.equals("type")) {
          type = json.getString();
        } else {
          json.skipChildren();
        }
      }
    } else {
      json.skipChildren();
    }
    return new CallError(CallError.codeNamed(code), message, type);
  }

  /** Moves to the value of the first field and returns its name; {@code null} if there is none. */
  private static String firstField(JsonParser json) throws BadPayloadException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new BadPayloadException("the payload has to be a JSON object, this is none");
    }
    return nextField(json);
  }

  private static String nextField(JsonParser json) {
    if (json.nextToken() != JsonToken.PROPERTY_NAME) {
      return null;
    }
    String name = json.currentName();
    json.nextToken();
    return name;
  }

  /** Gathers a header field by field. */
  private static final class HeaderFields {
    private String correlationData;
    private String responseTopic;
    private Long timeoutMillis;
    private String memory;
    private Long repeatedAfterMillis;
    private String problem;

    void read(String name, JsonParser json) {
      switch (name) {
        case CORRELATION -> correlationData = shortText(name, json);
        case RESPONSE_TOPIC -> responseTopic = replyTopic(name, json);
        case TIMEOUT -> timeoutMillis = positive(name, json);
        case MEMORY -> memory = shortText(name, json);
        case REPEATED_AFTER -> repeatedAfterMillis = positive(name, json);
        default -> json.skipChildren();
      }
    }

    private String shortText(String name, JsonParser json) {
      if (json.currentToken() == JsonToken.VALUE_STRING
          && json.getString().length() <= MAX_TEXT_LENGTH) {
        return json.getString();
      }
      problem = "'" + name + "' has to be a string of at most " + MAX_TEXT_LENGTH + " characters";
      json.skipChildren();
      return null;
    }

    private String replyTopic(String name, JsonParser json) {
      if (json.currentToken() == JsonToken.VALUE_STRING && Topics.isReplyTopic(json.getString())) {
        return json.getString();
      }
      problem = "'" + name + "' is not a topic for replies";
      json.skipChildren();
      return null;
    }

    private Long positive(String name, JsonParser json) {
      if (json.currentToken() == JsonToken.VALUE_NULL) {
        return null;
      }
      if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && json.getDoubleValue() >= 1) {
        return json.getDoubleValue() < Long.MAX_VALUE ? json.getLongValue() : Long.MAX_VALUE;
      }
      problem = "'" + name + "' has to be a positive whole number";
      json.skipChildren();
      return null;
    }

    /** What comes behind the data must not say otherwise than what was known before. */
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
    }

    private static void checkAgainst(
        Header known, Header late, String name, Function<Header, Optional<?>> field)
        throws BadPayloadException {
      if (field.apply(late).isPresent() && !field.apply(late).equals(field.apply(known))) {
        throw new BadPayloadException("'" + name + "' has to come before '" + DATA + "'");
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
          Optional.ofNullable(problem));
    }
  }
}
