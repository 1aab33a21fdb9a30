package io.mqttremoting.internal.wire;

import io.mqttremoting.api.ErrorCode;
import java.util.Arrays;

/**
 * An error in a reply.
 *
 * @param type the stable name of the exception, empty but for {@link ErrorCode#APPLICATION}
 */
public record CallError(ErrorCode code, String message, String type) {

  /** The code of this name; {@link ErrorCode#UNKNOWN} if this version does not know it. */
  static ErrorCode codeNamed(String name) {
    return Arrays.stream(ErrorCode.values())
        .filter(code -> code.name().equals(name))
        .findFirst()
        .orElse(ErrorCode.UNKNOWN);
  }
}
