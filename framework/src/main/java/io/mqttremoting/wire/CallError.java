package io.mqttremoting.wire;

import io.mqttremoting.api.ErrorCode;

/**
 * An error in a reply.
 *
 * @param type the stable name of the exception, empty but for {@link ErrorCode#APPLICATION}
 */
public record CallError(ErrorCode code, String message, String type) {}
