package io.mqttremoting.internal.wire;

import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonFields;
import io.mqttremoting.internal.wire.Mapping.Header;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Collects the header fields of a request in the 3.1.1 envelope. Not thread-safe. */
final class RequestHeader {
  /** The maximum length of correlation data and of the name of a memory. */
  static final int MAX_TEXT_LENGTH = 256;

  private String correlationData;
  private String responseTopic;
  private Long timeoutMillis;
  private String memory;
  private Long repeatedAfterMillis;
  private Long until;
  private String problem;

  /**
   * Reads the header of a request that begins like those of {@link MappingV3#request}, without
   * parsing the rest; returns {@code null} for other requests. {@link MappingV3#readArguments}
   * checks the fields after the data.
   */
  static Header readStart(byte[] payload) {
    EnvelopeStart start = new EnvelopeStart(payload);
    RequestHeader header = new RequestHeader();
    header.correlationData = start.text(EnvelopeField.CORRELATION_DATA.first(), MAX_TEXT_LENGTH);
    header.responseTopic =
        start.text(EnvelopeField.RESPONSE_TOPIC.next(), Topics.MAX_REPLY_TOPIC_LENGTH);
    header.timeoutMillis = start.number(EnvelopeField.TIMEOUT.next());
    header.memory = start.text(EnvelopeField.MEMORY.next(), MAX_TEXT_LENGTH);
    header.repeatedAfterMillis = start.number(EnvelopeField.REPEATED_AFTER.next());
    header.until = start.number(EnvelopeField.UNTIL.next());
    return header.correlationData != null
            && header.responseTopic != null
            && header.timeoutMillis != null // programs of other libraries do not send it
            && Topics.isReplyTopic(header.responseTopic)
            && start.isNext(EnvelopeField.DATA.next())
        ? header.toHeader()
        : null;
  }

  /** Reads the value of the field with this name. */
  void read(String name, JsonFields fields) throws IOException {
    EnvelopeField field = EnvelopeField.named(name);
    if (field == null) {
      fields.skip();
      return;
    }
    switch (field) {
      case CORRELATION_DATA -> correlationData = shortText(name, fields);
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

  /** Sets why the request must not be executed. */
  void setProblem(String why) {
    problem = why;
  }

  /** Fails if a field after the data contradicts the header that was read before. */
  void checkAgainst(Header known) throws BadPayloadException {
    if (problem != null) {
      throw new BadPayloadException(problem);
    }
    Header late = toHeader();
    checkAgainst(known, late, EnvelopeField.CORRELATION_DATA, Header::correlationData);
    checkAgainst(known, late, EnvelopeField.RESPONSE_TOPIC, Header::responseTopic);
    checkAgainst(known, late, EnvelopeField.TIMEOUT, Header::timeout);
    checkAgainst(known, late, EnvelopeField.MEMORY, Header::memory);
    checkAgainst(
        known,
        late,
        EnvelopeField.REPEATED_AFTER,
        h -> Optional.of(h.repeatedAfter()).filter(t -> !t.isZero()));
    checkAgainst(known, late, EnvelopeField.UNTIL, h -> Optional.of(h.until()).filter(t -> t != 0));
  }

  private static void checkAgainst(
      Header known, Header late, EnvelopeField field, Function<Header, Optional<?>> value)
      throws BadPayloadException {
    if (value.apply(late).isPresent() && !value.apply(late).equals(value.apply(known))) {
      throw new BadPayloadException(
          "'" + field.jsonName() + "' must come before '" + EnvelopeField.DATA.jsonName() + "'");
    }
  }

  Header toHeader() {
    if (problem == null && correlationData == null) {
      problem = missing(EnvelopeField.CORRELATION_DATA);
    }
    if (problem == null && responseTopic == null) {
      problem = missing(EnvelopeField.RESPONSE_TOPIC);
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

  private static String missing(EnvelopeField field) {
    return "'" + field.jsonName() + "' is missing";
  }
}
