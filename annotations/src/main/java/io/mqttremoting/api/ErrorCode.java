package io.mqttremoting.api;

/**
 * What kind of failure ended a call: the status names of gRPC, with which errors cross the wire
 * (wire protocol, Errors), and {@link #APPLICATION}.
 */
public enum ErrorCode {
  /** The request was malformed, or an argument was not acceptable. */
  INVALID_ARGUMENT,
  /** The service has no such operation. */
  UNIMPLEMENTED,
  /** The service is not in a state to do this, or the property is read-only. */
  FAILED_PRECONDITION,
  /** A queue is full, at the service or here. Trying again later may help. */
  RESOURCE_EXHAUSTED,
  /** No reply came in time, or the request was too old when its turn came. */
  DEADLINE_EXCEEDED,
  /** The caller, or the closing of its client or connection, ended the call. */
  CANCELLED,
  /** The broker does not allow this to the user as whom the connection was made. */
  PERMISSION_DENIED,
  /**
   * There is no connection to the broker, or it was lost before the reply came; or nobody serves,
   * the service leaves, or does not know any more whether it has executed the call.
   */
  UNAVAILABLE,
  /** The implementation failed, or a reply could not be read. */
  INTERNAL,
  /** An exception type of the operation's contract; callers see it as that type. */
  APPLICATION,
  /** A code that this version does not know. */
  UNKNOWN
}
