package io.mqttremoting.internal.interceptor;

import io.mqttremoting.api.CallChain;
import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.api.OperationContext;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteEvent;
import io.mqttremoting.api.RemoteReply;
import io.mqttremoting.api.ServiceInterceptor;
import io.mqttremoting.internal.json.Printable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Fills the MDC of SLF4J while user code runs, and restores it afterwards. */
public final class LogContext {
  private static final String INTERFACE = "remoting.interface";
  private static final String MEMBER = "remoting.member";
  private static final String CORRELATION = "remoting.correlation";

  private LogContext() {}

  /** For the handlers of clients. */
  public static ClientInterceptor ofHandlers() {
    return new OfHandlers();
  }

  /** For the implementations of services. */
  public static ServiceInterceptor ofImplementations() {
    return LogContext::implementation;
  }

  private static CompletableFuture<RemoteReply> implementation(RemoteCall call, CallChain chain) {
    return with(
        call.interfaceName(),
        call.member(),
        OperationContext.current().correlationData().map(Printable::of).orElse(null),
        () -> chain.proceed(call));
  }

  private static final class OfHandlers implements ClientInterceptor {
    @Override
    public CompletableFuture<RemoteReply> intercept(RemoteCall call, CallChain chain) {
      return chain.proceed(call);
    }

    @Override
    public void aroundSignalHandler(RemoteEvent signal, Runnable handler) {
      handler(signal, handler);
    }

    @Override
    public void aroundValueHandler(RemoteEvent value, Runnable handler) {
      handler(value, handler);
    }

    private static void handler(RemoteEvent event, Runnable handler) {
      with(
          event.interfaceName(),
          event.member(),
          null,
          () -> {
            handler.run();
            return event;
          });
    }
  }

  private static <T> T with(
      String interfaceName, String member, @Nullable String correlation, Supplier<T> userCode) {
    String interfaceBefore = MDC.get(INTERFACE);
    String memberBefore = MDC.get(MEMBER);
    String correlationBefore = MDC.get(CORRELATION);
    try {
      set(INTERFACE, interfaceName);
      set(MEMBER, member);
      set(CORRELATION, correlation);
      return userCode.get();
    } finally {
      set(INTERFACE, interfaceBefore);
      set(MEMBER, memberBefore);
      set(CORRELATION, correlationBefore);
    }
  }

  private static void set(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
