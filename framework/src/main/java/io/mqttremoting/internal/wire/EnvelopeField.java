package io.mqttremoting.internal.wire;

import io.mqttremoting.internal.json.BadPayloadException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of the 3.1.1 envelope, in the order in which this library writes them. */
@SuppressWarnings("ImmutableEnumChecker") // nobody changes the arrays
enum EnvelopeField {
  CORRELATION_DATA("correlationData"),
  RESPONSE_TOPIC("responseTopic"),
  TIMEOUT("timeoutMillis"),
  MEMORY("memory"),
  REPEATED_AFTER("repeatedAfterMillis"),
  UNTIL("until"),
  TRACEPARENT("traceparent"),
  TRACESTATE("tracestate"),
  METADATA("metadata"),
  DATA("data"),
  ERROR("error");

  private static final EnvelopeField[] FIELDS = values(); // values() makes a copy each time

  private final String jsonName;
  private final byte[] first;
  private final byte[] next;

  EnvelopeField(String jsonName) {
    this.jsonName = jsonName;
    this.first = EnvelopeStart.fieldName('{', jsonName);
    this.next = EnvelopeStart.fieldName(',', jsonName);
  }

  /** The name of the field in JSON. */
  String jsonName() {
    return jsonName;
  }

  /** The start of the field if it is the first one in the envelope. Do not change it. */
  byte[] first() {
    return first;
  }

  /** The start of the field if another one comes before it. Do not change it. */
  byte[] next() {
    return next;
  }

  /** The field with this name in JSON; {@code null} if there is none. */
  static @Nullable EnvelopeField named(String jsonName) {
    for (EnvelopeField field : FIELDS) {
      if (field.jsonName.equals(jsonName)) {
        return field;
      }
    }
    return null;
  }

  /**
   * Adds this field to those that came before.
   *
   * @throws BadPayloadException if it is one of them
   */
  void addTo(Set<EnvelopeField> seen) throws BadPayloadException {
    if (!seen.add(this)) {
      throw new BadPayloadException("'" + jsonName + "' is given twice");
    }
  }
}
