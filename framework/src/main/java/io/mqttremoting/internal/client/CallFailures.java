package io.mqttremoting.internal.client;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.internal.transport.TransportException;

/**
 * Words for callers of one interface why a call was not sent, or has no reply; each failure says
 * whether the call may have been executed.
 */
final class CallFailures {
  private final String id;

  /** Failures of calls to the interface of this id. */
  CallFailures(String id) {
    this.id = id;
  }

  /** It could not be sent. */
  RemotingException notSent(String member, TransportException e) {
    return e.code() == ErrorCode.UNAVAILABLE
        ? new NotConnectedException(id, member, e.getMessage(), false, e)
        : new RemotingException(e.code(), id, member, e.getMessage(), e);
  }

  /** It is not sent, for nobody serves. */
  ServiceUnavailableException unavailable(String member) {
    return new ServiceUnavailableException(
        id, member, "the service has left, or its connection is lost", false, null);
  }

  /** The broker did not pass it on. */
  RemotingException refusal(String member, TransportException e) {
    return e.code() == ErrorCode.UNAVAILABLE
        ? new ServiceUnavailableException(
            id, member, "nobody serves it: the broker knows no subscriber", false, e)
        : new RemotingException(e.code(), id, member, e.getMessage(), e);
  }

  /** The service that it was sent to is gone. */
  RemotingException gone(String member) {
    return new ServiceUnavailableException(
        id,
        member,
        "the service left, or its connection was lost, before the reply came; whether the call was"
            + " executed is not known",
        true,
        null);
  }

  /** All clients of the interface on this connection are closed. */
  RemotingException closed(String member) {
    return new RemotingException(ErrorCode.CANCELLED, id, member, "the client is closed", null);
  }

  /** The connection is lost, and it cannot be sent again. */
  RemotingException lost(String member, Throwable cause) {
    return lost(member, "", cause);
  }

  /** The connection is lost, and there will be none on which it could be sent again. */
  RemotingException lostForGood(String member, Throwable cause) {
    return lost(member, ", and is given up", cause);
  }

  /** It began with MQTT 5, which is not spoken any more. */
  RemotingException lostMqtt5(String member) {
    return lost(member, ", and made again with MQTT 3.1.1", null);
  }

  private NotConnectedException lost(String member, String then, Throwable cause) {
    return new NotConnectedException(
        id,
        member,
        "the connection was lost before the reply came"
            + then
            + (cause instanceof TransportException ? " (" + cause.getMessage() + ")" : "")
            + "; whether the call was executed is not known",
        true,
        cause);
  }
}
