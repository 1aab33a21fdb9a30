package io.mqttremoting.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
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
  private static final byte[] DATA_FIELD = ",\"data\":".getBytes(StandardCharsets.UTF_8);
  private static final String ERROR = "error";

  private final JsonCodec codec;

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
    byte[] fields =
        codec.write(
            json -> {
              json.writeStartObject();
              json.writeStringProperty(CORRELATION, head.correlationData());
              json.writeStringProperty(RESPONSE_TOPIC, head.responseTopic());
              json.writeNumberProperty(TIMEOUT, Math.max(1, head.timeout().toMillis()));
              if (head.memory() != null) {
                json.writeStringProperty(MEMORY, head.memory());
              }
              if (!head.repeatedAfter().isZero()) {
                json.writeNumberProperty(
                    REPEATED_AFTER, Math.max(1, head.repeatedAfter().toMillis()));
              }
              json.writeEndObject();
            });
    int open = fields.length - 1; // all but the last brace
    byte[] payload =
        ByteBuffer.allocate(open + DATA_FIELD.length + arguments.length + 1)
            .put(fields, 0, open)
            .put(DATA_FIELD)
            .put(arguments)
            .put((byte) '}')
            .array();
    return new Message(head.topic(), payload, Message.DEFAULT_QOS, false);
  }

  @Override
  public Object[] readArguments(Message message, Header known, JsonArgumentsCodec argumentsCodec)
      throws BadPayloadException {
    return codec.readAll(
        message.payload(),
        json -> {
          HeaderFields header = new HeaderFields(); // again, for what is wrong has to be told
          Object[] arguments = null;
          for (String name = firstField(json); name != null; name = nextField(json)) {
            if (name.equals(DATA)) {
              arguments = argumentsCodec.read(json);
            } else {
              header.read(name, json);
            }
          }
          header.checkComplete();
          return arguments == null ? argumentsCodec.missing() : arguments;
        });
  }

  @Override
  public Header readHeader(Message message) {
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
    return Optional.of(
        new Message(header.responseTopic().get(), payload, Message.DEFAULT_QOS, false));
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

    void checkComplete() throws BadPayloadException {
      if (problem == null && correlationData == null) {
        problem = "'" + CORRELATION + "' is missing";
      }
      if (problem == null && responseTopic == null) {
        problem = "'" + RESPONSE_TOPIC + "' is missing";
      }
      if (problem != null) {
        throw new BadPayloadException(problem);
      }
    }

    Header toHeader() {
      return new Header(
          Optional.ofNullable(correlationData),
          Optional.ofNullable(responseTopic),
          Optional.ofNullable(timeoutMillis).map(Duration::ofMillis),
          true,
          Optional.ofNullable(memory),
          repeatedAfterMillis == null ? Duration.ZERO : Duration.ofMillis(repeatedAfterMillis));
    }
  }
}
