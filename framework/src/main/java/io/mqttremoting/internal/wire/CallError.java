package io.mqttremoting.internal.wire;

import io.mqttremoting.api.ErrorCode;
import java.util.Arrays;

/**
 * An error in a reply.
 *
 * @param type the {@code @RemoteError} name for {@link ErrorCode#APPLICATION}, else empty
 */
public record CallError(ErrorCode code, String message, String type) {

  /** The code with this name; {@link ErrorCode#UNKNOWN} if this version does not know it. */
  static ErrorCode codeNamed(String name) {
    return Arrays.stream(ErrorCode.values())
        .filter(code -> code.name().equals(name))
        .findFirst()
        .orElse(ErrorCode.UNKNOWN);
  }
}
