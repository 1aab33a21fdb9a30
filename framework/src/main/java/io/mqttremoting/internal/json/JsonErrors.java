package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.exc.StreamWriteException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Words Jackson's errors for strangers: whoever sent the JSON, or gets the reply that cannot be
 * written. They learn of no class but the simple name of the one that the contract wants, and of
 * user code what it says when it refuses a value. Jackson's own words are for logs, as the cause.
 */
final class JsonErrors {
  private static final int SHOWN = 40;
  private static final int PATH_SHOWN = 100;
  private static final int REFUSAL_SHOWN = 250;
  private static final String TOO_LONG =
      "the JSON is nested too deeply, or a number or a name in it is too long";

  /** How Java and Kotlin themselves word refusals, with names of the user's code. */
  private static final Pattern BY_THE_JVM =
      Pattern.compile(
          "^(Cannot (invoke|read|assign|load|store|throw|enter) "
              + "|No enum constant |Parameter specified as non-null is null)");

  private JsonErrors() {}

  /** Why the text that {@code json} reads is bad, where no value is made of it. */
  static BadPayloadException unreadable(Exception error, JsonParser json) {
    return error instanceof StreamReadException malformed
        ? new BadPayloadException(
            "malformed JSON" + at(malformed.getLocation()), PrintableCause.of(error))
        : unreadableValue(error, json);
  }

  /**
   * Why a value is bad. Malformed JSON is not told from a number that a deserializer asks for where
   * there is a text: Jackson has one exception for both. {@link JsonCodec} reads the text again.
   */
  static BadPayloadException unreadableValue(Exception error, JsonParser json) {
    return new BadPayloadException(where(error) + reason(error, json), PrintableCause.of(error));
  }

  private static String reason(Exception error, JsonParser json) {
    Optional<String> refusal = refusal(error);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Throwable cause = unwrapped(error);
    if (cause instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      return shown(json) + " is not " + article(wanted(mismatch));
    }
    if (cause instanceof InputCoercionException coercion) {
      return shown(json) + " is out of the range of " + coercion.getTargetType().getSimpleName();
    }
    if (cause instanceof StreamConstraintsException) {
      return TOO_LONG;
    }
    return cause instanceof StreamReadException asked && isOpen(asked.getProcessor())
        ? shown(asked.getProcessor()) + " is not accepted"
        : "this value is not accepted";
  }

  /** Of a deserializer's own text, nothing is shown: it has closed that. */
  private static boolean isOpen(JsonParser json) {
    return json != null && !json.isClosed();
  }

  /** Jackson wraps what is thrown within a value, to tell where that was. */
  private static Throwable unwrapped(Throwable error) {
    Throwable found = error;
    while (found.getClass() == JsonMappingException.class
        && found.getCause() instanceof IOException cause) {
      found = cause;
    }
    return found;
  }

  /** What a constructor, a setter or a deserializer of the user's says to a value it refuses. */
  private static Optional<String> refusal(Throwable error) {
    for (Throwable cause = error;
        cause != null
            && !(cause instanceof MismatchedInputException); // whose causes are Java's own
        cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException || cause instanceof NullPointerException) {
        return Optional.ofNullable(cause.getMessage())
            .filter(isByUserCode(cause))
            .map(message -> shortened(message, REFUSAL_SHOWN));
      }
    }
    return Optional.empty();
  }

  private static Predicate<String> isByUserCode(Throwable thrown) {
    StackTraceElement[] frames = thrown.getStackTrace();
    boolean byUs =
        thrown instanceof UnusableTypeException
            || frames.length == 0
            || frames[0].getClassName().startsWith("com.fasterxml.jackson.");
    return message -> !byUs && !BY_THE_JVM.matcher(message).find();
  }

  /** Why a value cannot travel; what the value's own methods threw is not for strangers. */
  static String unwritable(Exception error) {
    Throwable cause = unwrapped(error);
    if (cause instanceof StreamWriteException refused) {
      return Printable.of(where(error) + refused.getOriginalMessage());
    }
    return Printable.of(where(error))
        + (cause instanceof StreamConstraintsException
            ? "the value is nested more than " + JsonMappers.MAX_DEPTH + " deep"
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
    List<JsonMappingException.Reference> path = error.getPath();
    boolean inArray =
        type.isArray() && !path.isEmpty() && type.isInstance(path.get(path.size() - 1).getFrom());
    return inArray ? type.getComponentType() : type;
  }

  private static String where(Exception error) {
    if (!(error instanceof JsonMappingException mapping)) {
      return "";
    }
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : mapping.getPath()) {
      if (step.getFieldName() != null) {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      } else if (step.getIndex() >= 0) {
        path.append('[').append(step.getIndex()).append(']');
      }
    }
    return path.isEmpty() ? "" : shortened(path.toString(), PATH_SHOWN) + ": ";
  }

  private static String at(JsonLocation location) {
    return location == null || location.getLineNr() < 1 || location.getColumnNr() < 1
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static String shown(JsonParser json) {
    try {
      JsonToken token = json.currentToken();
      if (token == null) {
        return "this";
      }
      return switch (token) {
        case START_OBJECT, END_OBJECT -> "an object";
        case START_ARRAY, END_ARRAY -> "an array";
        case FIELD_NAME -> "\"" + shortened(json.currentName(), SHOWN) + "\"";
        case VALUE_STRING -> "\"" + shortened(json.getText(), SHOWN) + "\"";
        default -> shortened(json.getText(), SHOWN);
      };
    } catch (IOException e) {
      return "this"; // the rest of the text is malformed
    }
  }

  private static String shortened(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "…";
  }
}
