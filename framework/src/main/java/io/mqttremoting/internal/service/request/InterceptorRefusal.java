package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.RemotingException;

/**
 * An interceptor has refused a call with a code. It is not the failure of a remote call that the
 * implementation has made itself, which is internal to the service.
 */
final class InterceptorRefusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final RemotingException refusal;

  InterceptorRefusal(RemotingException refusal) {
    super(refusal);
    this.refusal = refusal;
  }

  RemotingException refusal() {
    return refusal;
  }
}
