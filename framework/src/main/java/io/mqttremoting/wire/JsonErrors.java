package io.mqttremoting.wire;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Words Jackson's errors for whoever sent the JSON: no class names beyond the simple ones. */
final class JsonErrors {
  private static final int SHOWN = 40;

  private JsonErrors() {}

  static BadPayloadException unreadable(JacksonException error, JsonParser json) {
    String where = where(error);
    if (error instanceof ValueInstantiationException) {
      String reason =
          error.getCause() instanceof IllegalArgumentException refused
              ? refused.getMessage()
              : "this value is not accepted";
      return new BadPayloadException(where + reason, error);
    }
    if (error instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      return new BadPayloadException(
          where + shown(json) + " is not " + article(mismatch.getTargetType()), error);
    }
    if (error instanceof StreamReadException) {
      return new BadPayloadException(where + error.getOriginalMessage(), error);
    }
    return new BadPayloadException(where + "this value is not accepted", error);
  }

  static String unwritable(JacksonException error) {
    Throwable cause = error.getCause() instanceof JacksonException inner ? inner : error;
    return where(error) + ((JacksonException) cause).getOriginalMessage();
  }

  static String article(Class<?> type) {
    String name = type.getSimpleName();
    return ("AEIOUaeiou".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
  }

  private static String where(JacksonException error) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference step : error.getPath()) {
      if (step.getPropertyName() != null) {
        path.append('.').append(step.getPropertyName());
      } else if (step.getIndex() >= 0) {
        path.append('[').append(step.getIndex()).append(']');
      }
    }
    return path.isEmpty() ? "" : path + ": ";
  }

  private static String shown(JsonParser json) {
    JsonToken token = json.currentToken();
    if (token == null) {
      return "this";
    }
    return switch (token) {
      case START_OBJECT, END_OBJECT, PROPERTY_NAME -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_STRING -> "\"" + shortened(json.getString()) + "\"";
      default -> shortened(json.getString());
    };
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
