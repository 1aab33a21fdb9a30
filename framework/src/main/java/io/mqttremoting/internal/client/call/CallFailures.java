package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.internal.transport.TransportException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Creates the exceptions of calls that were not sent or got no reply. Each says whether the call
 * may have been executed.
 *
 * @param id the interface
 * @param member the property or operation that is called, by its name on the wire
 */
public record CallFailures(String id, String member) {

  /** A failure with this code. */
  public RemotingException of(ErrorCode code, String reason, @Nullable Throwable cause) {
    return new RemotingException(code, id, member, reason, cause);
  }

  /** The call could not be sent. */
  RemotingException notSent(TransportException e) {
    return e.code() == ErrorCode.UNAVAILABLE
        ? new NotConnectedException(id, member, e.getMessage(), false, e)
        : of(e.code(), e.getMessage(), e);
  }

  /** The call is not sent because too many tasks wait for the broker. */
  RemotingException overloaded() {
    return of(ErrorCode.RESOURCE_EXHAUSTED, "too much waits for the broker already", null);
  }

  /** The call is not sent because no service is online. */
  ServiceUnavailableException unavailable() {
    return new ServiceUnavailableException(
        id, member, "the service has left, or its connection is lost", false, null);
  }

  /** The broker did not deliver the request. */
  RemotingException refusal(TransportException e) {
    return e.code() == ErrorCode.UNAVAILABLE
        ? new ServiceUnavailableException(
            id, member, "nobody serves it: the broker knows no subscriber", false, e)
        : of(e.code(), e.getMessage(), e);
  }

  /** The service is stopping, or no longer remembers whether it has executed the call. */
  RemotingException refusedByService(String reason) {
    return new ServiceUnavailableException(id, member, reason, true, null);
  }

  /** The service that the call was sent to went offline. */
  RemotingException gone() {
    return new ServiceUnavailableException(
        id,
        member,
        "the service left, or its connection was lost, before the reply came; whether the call was"
            + " executed is not known",
        true,
        null);
  }

  /** Throws if there is a problem with the contract of the services. */
  void throwIf(@Nullable String contractProblem) {
    if (contractProblem != null) {
      throw of(ErrorCode.FAILED_PRECONDITION, contractProblem, null);
    }
  }

  /** There was no reply in time. */
  RemotingException timedOut(Duration timeout, boolean connected) {
    return new CallTimeoutException(
        id,
        member,
        "no reply within "
            + timeout.toMillis()
            + " ms; "
            + (connected
                ? "does a service run, on the same broker, and not take longer?"
                : "the connection to the broker is lost"));
  }

  /** The caller no longer waits because its thread was interrupted. */
  public RemotingException interrupted(InterruptedException e) {
    return of(ErrorCode.CANCELLED, "the calling thread was interrupted", e);
  }

  /** The client is closed. */
  public RemotingException closed() {
    return of(ErrorCode.CANCELLED, "the client is closed", null);
  }

  /** The connection was closed by its user. */
  RemotingException connectionClosed() {
    return of(ErrorCode.CANCELLED, "the connection was closed before the reply came", null);
  }

  /** The connection was lost, and the call cannot be sent again. */
  RemotingException lost(Throwable cause) {
    return lost("", cause);
  }

  /** The connection was lost for good, so the call cannot be sent again. */
  RemotingException lostForGood(@Nullable Throwable cause) {
    return lost(", and is given up", cause);
  }

  /** The call was sent with MQTT 5, but the new connection speaks only MQTT 3.1.1. */
  RemotingException lostMqtt5() {
    return lost(", and made again with MQTT 3.1.1", null);
  }

  private NotConnectedException lost(String then, @Nullable Throwable cause) {
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

  /** The member, as exceptions and the log name it. */
  @Override
  public String toString() {
    return id + "." + member;
  }
}
