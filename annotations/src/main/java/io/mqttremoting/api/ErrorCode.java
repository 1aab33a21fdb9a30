package io.mqttremoting.api;

/**
 * The kind of failure that ended a call. The names are the status names of gRPC, which also
 * identify errors on the wire (wire protocol, Errors), plus {@link #APPLICATION}.
 */
public enum ErrorCode {
  /** The request was malformed or an argument is invalid. */
  INVALID_ARGUMENT,
  /** The service has no such operation. */
  UNIMPLEMENTED,
  /** The service cannot do this in its current state, or the property is read-only. */
  FAILED_PRECONDITION,
  /** A queue is full, at the service or in this program. Retrying later may help. */
  RESOURCE_EXHAUSTED,
  /** No reply arrived before the timeout, or the request expired before its turn came. */
  DEADLINE_EXCEEDED,
  /** The caller cancelled the call, or its client or connection was closed. */
  CANCELLED,
  /** The broker does not allow this for the connection's user. */
  PERMISSION_DENIED,
  /**
   * There is no connection to the broker, or it was lost before the reply arrived; or no service is
   * online, the service is closing, or it no longer knows whether it has executed the call.
   */
  UNAVAILABLE,
  /** The implementation failed, or a reply could not be read. */
  INTERNAL,
  /** An exception that the operation declares; callers see it as that type. */
  APPLICATION,
  /** A code that this version of the library does not know. */
  UNKNOWN
}
