package io.mqttremoting.internal.wire;

import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonFields;
import io.mqttremoting.internal.wire.Mapping.Header;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the header fields of a request in the 3.1.1 envelope. Not thread-safe. */
final class RequestHeader {
  /** The maximum length of correlation data and of the name of a memory. */
  static final int MAX_TEXT_LENGTH = 256;

  private @Nullable String correlationData;
  private @Nullable String responseTopic;
  private @Nullable Long timeoutMillis;
  private @Nullable String memoryId;
  private @Nullable Long repeatedAfterMillis;
  private @Nullable Long until;
  private @Nullable String problem;
  private @Nullable EnvelopeMetadata metadata; // null as long as there is none
  private @Nullable Set<EnvelopeField> seen; // null until a parser is used

  /**
   * Reads the header of a request that begins like those of {@link MappingV3#request}; {@code null}
   * for other requests, which {@link #read(JsonFields)} reads.
   */
  static @Nullable Header readStart(byte[] payload) {
    EnvelopeStart start = new EnvelopeStart(payload);
    RequestHeader header = new RequestHeader();
    header.correlationData = start.text(EnvelopeField.CORRELATION_DATA.first(), MAX_TEXT_LENGTH);
    header.responseTopic =
        start.text(EnvelopeField.RESPONSE_TOPIC.next(), Topics.MAX_REPLY_TOPIC_LENGTH);
    header.timeoutMillis = start.number(EnvelopeField.TIMEOUT.next());
    header.memoryId = start.text(EnvelopeField.MEMORY.next(), MAX_TEXT_LENGTH);
    header.repeatedAfterMillis = start.number(EnvelopeField.REPEATED_AFTER.next());
    header.until = start.number(EnvelopeField.UNTIL.next());
    return header.correlationData != null
            && header.responseTopic != null
            && Topics.isReplyTopic(header.responseTopic)
            && start.isNext(EnvelopeField.DATA.next())
        ? header.toHeader()
        : null;
  }

  /**
   * Reads the fields of the header. Its end is {@code data}, if the fields without which a request
   * cannot be answered came before; programs that sort names write {@code data} earlier.
   */
  void read(JsonFields fields) throws IOException, BadPayloadException {
    for (String name = fields.next(); name != null; name = fields.next()) {
      if (name.equals(EnvelopeField.DATA.jsonName())
          && correlationData != null
          && responseTopic != null) {
        return;
      }
      read(name, fields);
    }
  }

  private void read(String name, JsonFields fields) throws IOException, BadPayloadException {
    EnvelopeField field = EnvelopeField.named(name);
    if (field == null) {
      fields.skip();
      return;
    }
    seen = seen == null ? EnumSet.noneOf(EnvelopeField.class) : seen;
    field.addTo(seen);
    switch (field) {
      case CORRELATION_DATA -> correlationData = shortText(name, fields);
      case RESPONSE_TOPIC -> responseTopic = replyTopic(name, fields);
      case TIMEOUT -> timeoutMillis = positive(name, fields);
      case MEMORY -> memoryId = shortText(name, fields);
      case REPEATED_AFTER -> repeatedAfterMillis = positive(name, fields);
      case UNTIL -> until = positive(name, fields);
      case METADATA, TRACEPARENT, TRACESTATE -> {
        metadata = metadata == null ? new EnvelopeMetadata() : metadata;
        metadata.read(name, fields);
      }
      default -> fields.skip();
    }
  }

  private @Nullable String shortText(String name, JsonFields fields) throws IOException {
    Optional<String> text = fields.text().filter(found -> found.length() <= MAX_TEXT_LENGTH);
    if (text.isEmpty()) {
      problem = "'" + name + "' must be a string of at most " + MAX_TEXT_LENGTH + " characters";
      fields.skip();
    }
    return text.orElse(null);
  }

  private @Nullable String replyTopic(String name, JsonFields fields) throws IOException {
    Optional<String> topic = fields.text().filter(Topics::isReplyTopic);
    if (topic.isEmpty()) {
      problem = "'" + name + "' is not a valid reply topic";
      fields.skip();
    }
    return topic.orElse(null);
  }

  private @Nullable Long positive(String name, JsonFields fields) throws IOException {
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

  Header toHeader() {
    if (problem == null && correlationData == null) {
      problem = missing(EnvelopeField.CORRELATION_DATA);
    }
    if (problem == null && responseTopic == null) {
      problem = missing(EnvelopeField.RESPONSE_TOPIC);
    }
    ReceivedMetadata beside = metadata == null ? ReceivedMetadata.none() : metadata.received();
    return new Header(
        Optional.ofNullable(correlationData),
        Optional.ofNullable(responseTopic),
        Optional.ofNullable(timeoutMillis).map(Duration::ofMillis),
        true,
        Optional.ofNullable(memoryId),
        repeatedAfterMillis == null ? Duration.ZERO : Duration.ofMillis(repeatedAfterMillis),
        until == null ? 0 : until,
        problem == null ? beside.problem() : Optional.of(problem),
        beside.metadata());
  }

  private static String missing(EnvelopeField field) {
    return "'" + field.jsonName() + "' is missing";
  }
}
