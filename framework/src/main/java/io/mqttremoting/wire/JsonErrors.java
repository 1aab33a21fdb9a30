package io.mqttremoting.wire;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.StreamWriteException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * Words Jackson's errors for strangers: whoever sent the JSON, or gets the reply that cannot be
 * written. They learn of no class but the simple name of the one that the contract wants. Jackson's
 * own words are for logs, as the cause.
 */
final class JsonErrors {
  private static final int SHOWN = 40;
  private static final int PATH_SHOWN = 100;
  private static final int REFUSAL_SHOWN = 250;

  private static final Pattern NO_CONSTRUCTOR =
      Pattern.compile(
          "no delegate- or property-based Creator|no Creators, like default constructor");

  private JsonErrors() {}

  static BadPayloadException unreadable(JacksonException error, JsonParser json) {
    return new BadPayloadException(where(error) + reason(error, json), error);
  }

  private static String reason(JacksonException error, JsonParser json) {
    if (error instanceof ValueInstantiationException
        && error.getCause() instanceof IllegalArgumentException refused
        && refused.getMessage() != null) {
      return shortened(refused.getMessage(), REFUSAL_SHOWN); // of a constructor of the contract
    }
    if (error instanceof MismatchedInputException mismatch
        && mismatch.getTargetType() != null
        && !(error instanceof ValueInstantiationException)) {
      return shown(json) + " is not " + article(wanted(mismatch)) + hint(mismatch);
    }
    if (error instanceof InputCoercionException coercion) {
      return shown(json) + " is out of the range of " + coercion.getTargetType().getSimpleName();
    }
    if (error instanceof StreamReadException) {
      return "malformed JSON" + at(error.getLocation());
    }
    if (error instanceof StreamConstraintsException) {
      return "the JSON is nested too deeply, or a number or a name in it is too long";
    }
    return "this value is not accepted";
  }

  /** What the type lacks, where it is not the JSON that is wrong. */
  private static String hint(MismatchedInputException mismatch) {
    return NO_CONSTRUCTOR.matcher(mismatch.getOriginalMessage()).find()
        ? ": it has no constructor that takes one, nor one without parameters"
        : "";
  }

  /** Why a value cannot travel; what the value's own methods threw is not for strangers. */
  static String unwritable(JacksonException error) {
    Throwable cause = error.getCause() instanceof JacksonException inner ? inner : error;
    return where(error)
        + (cause instanceof StreamWriteException refused
            ? refused.getOriginalMessage()
            : "this value cannot be written as JSON");
  }

  static String article(Class<?> type) {
    if (Collection.class.isAssignableFrom(type)) {
      return "an array"; // the class is Jackson's choice
    }
    if (Map.class.isAssignableFrom(type)) {
      return "an object";
    }
    String name = type.getSimpleName();
    return name.matches("[AEIOaeio].*") ? "an " + name : "a " + name;
  }

  /** The type that was wanted; Jackson names the array where an element is wrong. */
  private static Class<?> wanted(MismatchedInputException error) {
    Class<?> type = error.getTargetType();
    List<JacksonException.Reference> path = error.getPath();
    boolean inArray =
        type.isArray() && !path.isEmpty() && type.isInstance(path.get(path.size() - 1).from());
    return inArray ? type.getComponentType() : type;
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
    return path.isEmpty() ? "" : shortened(path.toString(), PATH_SHOWN) + ": ";
  }

  private static String at(TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1 || location.getColumnNr() < 1
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static String shown(JsonParser json) {
    JsonToken token = json.currentToken();
    if (token == null) {
      return "this";
    }
    return switch (token) {
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case PROPERTY_NAME -> "\"" + shortened(json.currentName(), SHOWN) + "\"";
      case VALUE_STRING -> "\"" + shortened(json.getString(), SHOWN) + "\"";
      default -> shortened(json.getString(), SHOWN);
    };
  }

  private static String shortened(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "…";
  }
}
