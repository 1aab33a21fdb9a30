package io.mqttremoting.internal.wire;

import io.mqttremoting.api.Metadata;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.json.JsonFields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The metadata in the 3.1.1 envelope: the two keys of W3C Trace Context are fields of the envelope
 * itself, all others are in one object. Instances collect what is read, and are not thread-safe.
 */
final class EnvelopeMetadata {
  private static final byte[] NOTHING = {};

  private @Nullable Map<String, String> values; // null as long as there are none
  private @Nullable String problem;

  /** The fields of {@code metadata}, with a comma before each; nothing if it is empty. */
  static byte[] write(Metadata metadata) {
    if (metadata.isEmpty()) {
      return NOTHING;
    }
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    Map<String, String> others = new LinkedHashMap<>(metadata.asMap());
    for (EnvelopeField field :
        new EnvelopeField[] {EnvelopeField.TRACEPARENT, EnvelopeField.TRACESTATE}) {
      String value = others.remove(field.jsonName());
      if (value != null) {
        json.writeBytes(field.next());
        json.writeBytes(JsonCodec.text(value));
      }
    }
    if (!others.isEmpty()) {
      json.writeBytes(EnvelopeField.METADATA.next());
      char before = '{';
      for (Map.Entry<String, String> entry : others.entrySet()) {
        json.writeBytes(EnvelopeStart.fieldName(before, entry.getKey()));
        json.writeBytes(JsonCodec.text(entry.getValue()));
        before = ',';
      }
      json.write('}');
    }
    return json.toByteArray();
  }

  /** Whether a field of the envelope is metadata. */
  static boolean isField(String name) {
    return name.equals(EnvelopeField.METADATA.jsonName()) || isTrace(name);
  }

  /** Reads the value of such a field. */
  void read(String field, JsonFields fields) throws IOException {
    if (isTrace(field)) {
      add(field, fields);
    } else if (fields.isObject()) {
      for (String name = fields.next(); name != null; name = fields.next()) {
        if (isTrace(name)) {
          problem = "metadata '" + name + "' must be a field of the envelope itself";
          fields.skip();
        } else {
          add(name, fields);
        }
      }
    } else if (!fields.isNull()) {
      problem = "'metadata' must be an object of strings";
      fields.skip();
    }
  }

  private static boolean isTrace(String name) {
    return name.equals(EnvelopeField.TRACEPARENT.jsonName())
        || name.equals(EnvelopeField.TRACESTATE.jsonName());
  }

  private void add(String name, JsonFields fields) throws IOException {
    Optional<String> text = fields.text();
    if (text.isPresent()) {
      values = values == null ? new LinkedHashMap<>() : values;
      if (values.put(name, text.get()) != null) {
        problem = "a key of metadata is given twice";
      }
    } else {
      problem = "metadata must be strings";
      fields.skip();
    }
  }

  /** What was read. */
  ReceivedMetadata received() {
    if (problem != null) {
      return ReceivedMetadata.broken(problem);
    }
    return values == null ? ReceivedMetadata.none() : ReceivedMetadata.checked(values);
  }
}
