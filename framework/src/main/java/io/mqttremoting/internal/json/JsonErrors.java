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
 * Turns Jackson's errors into messages for remote peers. The only class name in them is the simple
 * name of the type that the interface declares; the only text of user code is its message when it
 * refuses a value. Jackson's own message becomes the cause, for the log.
 */
final class JsonErrors {
  private static final int MAX_TEXT = 40;
  private static final int MAX_PATH = 100;
  private static final int MAX_REFUSAL = 250;
  private static final String TOO_LONG =
      "the JSON is nested too deeply, or a number or a name in it is too long";

  /** Messages of Java and Kotlin themselves; they contain names of the user's code. */
  private static final Pattern JVM_MESSAGE =
      Pattern.compile(
          "^(Cannot (invoke|read|assign|load|store|throw|enter) "
              + "|No enum constant |Parameter specified as non-null is null)");

  private JsonErrors() {}

  /** Describes an error outside of a value. */
  static BadPayloadException unreadable(Exception error, JsonParser json) {
    return error instanceof StreamReadException malformed
        ? new BadPayloadException(
            "malformed JSON" + at(malformed.getLocation()), PrintableCause.of(error))
        : unreadableValue(error, json);
  }

  /**
   * Describes why a value is invalid. Jackson has one exception both for malformed JSON and for a
   * deserializer that requests a number from a text, so this does not distinguish the two; {@link
   * JsonCodec} parses the payload again for that.
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
      return shown(json) + " is not " + article(expected(mismatch));
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

  /**
   * False for a parser that a deserializer has created and closed itself; its text is not shown.
   */
  private static boolean isOpen(JsonParser json) {
    return json != null && !json.isClosed();
  }

  /** Removes Jackson's wrappers, which record the path of an exception inside a value. */
  private static Throwable unwrapped(Throwable error) {
    Throwable found = error;
    while (found.getClass() == JsonMappingException.class
        && found.getCause() instanceof IOException cause) {
      found = cause;
    }
    return found;
  }

  /** The message of a user's constructor, setter or deserializer that refuses a value. */
  private static Optional<String> refusal(Throwable error) {
    for (Throwable cause = error;
        cause != null
            && !(cause instanceof MismatchedInputException); // its causes come from Java itself
        cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException || cause instanceof NullPointerException) {
        return Optional.ofNullable(cause.getMessage())
            .filter(isFromUserCode(cause))
            .map(message -> shortened(message, MAX_REFUSAL));
      }
    }
    return Optional.empty();
  }

  private static Predicate<String> isFromUserCode(Throwable thrown) {
    StackTraceElement[] frames = thrown.getStackTrace();
    boolean fromLibrary =
        thrown instanceof UnusableTypeException
            || frames.length == 0
            || frames[0].getClassName().startsWith("com.fasterxml.jackson.");
    return message -> !fromLibrary && !JVM_MESSAGE.matcher(message).find();
  }

  /** Describes why a value cannot be written, without the messages of the value's own methods. */
  static String unwritable(Exception error) {
    Throwable cause = unwrapped(error);
    if (cause instanceof StreamWriteException refused) {
      return Printable.of(where(error) + refused.getOriginalMessage());
    }
    return Printable.of(where(error))
        + (cause instanceof StreamConstraintsException
            ? "the value is nested more than " + JsonLimits.MAX_DEPTH + " levels deep"
            : "this value cannot be written as JSON");
  }

  static String article(Class<?> type) {
    if (Collection.class.isAssignableFrom(type)) {
      return "an array"; // Jackson chooses the class
    }
    if (Map.class.isAssignableFrom(type)) {
      return "an object";
    }
    return article(type.getSimpleName());
  }

  static String article(String name) {
    return name.matches("[AEIOaeio].*") ? "an " + name : "a " + name;
  }

  /** The expected type; if an element of an array is wrong, Jackson gives the type of the array. */
  private static Class<?> expected(MismatchedInputException error) {
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
    return at(path.toString());
  }

  /** The start of a message about a value inside of another. */
  static String at(String path) {
    return path.isEmpty() ? "" : shortened(path, MAX_PATH) + ": ";
  }

  private static String at(JsonLocation location) {
    return location == null || location.getLineNr() < 1 || location.getColumnNr() < 1
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  /** The value at which a parser is, in short. */
  static String shown(JsonParser json) {
    try {
      JsonToken token = json.currentToken();
      if (token == null) {
        return "this";
      }
      return switch (token) {
        case START_OBJECT, END_OBJECT -> "an object";
        case START_ARRAY, END_ARRAY -> "an array";
        case FIELD_NAME -> "\"" + shortened(json.currentName(), MAX_TEXT) + "\"";
        case VALUE_STRING -> "\"" + shortened(json.getText(), MAX_TEXT) + "\"";
        default -> shortened(json.getText(), MAX_TEXT);
      };
    } catch (IOException e) {
      return "this"; // the rest of the text is malformed
    }
  }

  private static String shortened(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "…";
  }
}
