package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.ServiceInterceptor;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the user adds to the execution of calls. Immutable: each {@code with…} method returns a
 * changed copy.
 *
 * @param tellInternalErrors whether callers receive the messages of exceptions without a code
 * @param codes the codes of undeclared exceptions
 * @param interceptors run around each call, the outermost first
 */
public record CallPolicy(
    boolean tellInternalErrors, ErrorCodes codes, List<ServiceInterceptor> interceptors) {
  /** The defaults. */
  public static final CallPolicy DEFAULTS = new CallPolicy(false, ErrorCodes.DEFAULTS, List.of());

  /** Returns this policy, so that callers receive the messages of all exceptions. */
  public CallPolicy withInternalErrorsTold() {
    return new CallPolicy(true, codes, interceptors);
  }

  /** Returns this policy with this code for exceptions of a class. */
  public CallPolicy withError(Class<? extends Throwable> type, ErrorCode code) {
    return new CallPolicy(tellInternalErrors, codes.with(type, code), interceptors);
  }

  /** Returns this policy with one more interceptor. */
  public CallPolicy withInterceptor(ServiceInterceptor interceptor) {
    return new CallPolicy(
        tellInternalErrors,
        codes,
        Stream.concat(interceptors.stream(), Stream.of(interceptor)).toList());
  }

  /** Returns this policy with these interceptors outside of its own. */
  public CallPolicy withOuterInterceptors(List<ServiceInterceptor> outer) {
    return outer.isEmpty()
        ? this
        : new CallPolicy(
            tellInternalErrors,
            codes,
            Stream.concat(outer.stream(), interceptors.stream()).toList());
  }
}
