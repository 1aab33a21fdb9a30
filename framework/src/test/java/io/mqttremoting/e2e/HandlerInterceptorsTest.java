package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientOptions;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.CallChain;
import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteError;
import io.mqttremoting.api.RemoteEvent;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemoteReply;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceInterceptor;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interceptors around handlers, those of a connection around its services, and what codes say. */
@Timeout(60)
class HandlerInterceptorsTest {
  private final Rig rig = new Rig();
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  @RemoteError("refused")
  static class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
      super(message);
    }
  }

  /** A handler that may throw anything. */
  @FunctionalInterface
  interface Hazard {
    void take(String text) throws IOException;
  }

  @RemoteInterface(module = "io.test.around", name = "Rings")
  interface IRings {
    @Property
    int getLevel();

    @Property
    Subscription onLevelChanged(Consumer<Integer> handler);

    @Operation
    void fail(String how) throws RefusedException;

    @Signal
    Subscription onRung(Hazard handler);
  }

  static class Rings implements IRings {
    private final ObservableValue<Integer> level = new ObservableValue<>(1);
    private final Listeners<Hazard> rung = new Listeners<>();

    @Override
    public int getLevel() {
      return level.get();
    }

    @Override
    public Subscription onLevelChanged(Consumer<Integer> handler) {
      return level.onChange(handler);
    }

    @Override
    public void fail(String how) throws RefusedException {
      switch (how) {
        case "declared" -> throw new RefusedException("no");
        case "argument" -> throw new IllegalArgumentException("wrong");
        case "mapped" -> throw new IndexOutOfBoundsException("far");
        case "remote" -> throw new RemotingException(ErrorCode.UNAVAILABLE, "another", null);
        default -> throw new ArithmeticException("bug");
      }
    }

    @Override
    public Subscription onRung(Hazard handler) {
      return rung.add(handler);
    }

    void ring(String text) {
      rung.forEach(
          handler -> {
            try {
              handler.take(text);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
    }
  }

  /** Notes what it sees around handlers. */
  private final class Around implements ClientInterceptor {
    private final String name;

    Around(String name) {
      this.name = name;
    }

    @Override
    public CompletableFuture<RemoteReply> intercept(RemoteCall call, CallChain chain) {
      return chain.proceed(call);
    }

    @Override
    public void aroundSignalHandler(RemoteEvent signal, Runnable handler) {
      around("signal", signal, handler);
    }

    @Override
    public void aroundValueHandler(RemoteEvent value, Runnable handler) {
      around("value", value, handler);
    }

    private void around(String kind, RemoteEvent event, Runnable handler) {
      seen.add(name + " " + kind + " " + event.member() + event.arguments());
      try {
        handler.run();
        seen.add(name + " done");
      } catch (RuntimeException e) {
        seen.add(
            name
                + " "
                + (e instanceof UndeclaredThrowableException undeclared
                    ? "undeclared " + undeclared.getUndeclaredThrowable()
                    : e));
        throw e;
      }
    }
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private void assertSeen(String... lines) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < lines.length; i++) {
      found.add(Await.next(seen));
    }
    assertEquals(List.of(lines), found);
  }

  @Test
  void theyRunAroundEachHandlerTheOutermostFirst() {
    Rings service = new Rings();
    rig.connect("server").serve(service);
    RemotingConnection calling =
        rig.connect("caller", builder -> builder.interceptor(new Around("outer")));
    IRings client =
        calling.client(IRings.class, ClientOptions.defaults().withInterceptor(new Around("inner")));
    client.onRung(text -> seen.add("first " + text));
    client.onRung(text -> seen.add("second " + text));
    client.onLevelChanged(level -> seen.add("level " + level));
    service.ring("a");
    assertSeen(
        "outer signal rung[a]",
        "inner signal rung[a]",
        "first a",
        "inner done",
        "outer done",
        "outer signal rung[a]",
        "inner signal rung[a]",
        "second a",
        "inner done",
        "outer done");
    service.level.set(5);
    assertSeen(
        "outer value level[5]", "inner value level[5]", "level 5", "inner done", "outer done");
  }

  @Test
  void theySeeWhatHandlersThrowWhichIsLogged() {
    Rings service = new Rings();
    rig.connect("server").serve(service);
    RemotingConnection calling =
        rig.connect("caller", builder -> builder.interceptor(new Around("outer")));
    IRings client = calling.client(IRings.class);
    Hazard hazard =
        text -> {
          if (text.equals("checked")) {
            throw new IOException("c");
          }
          throw new ArithmeticException("u");
        };
    client.onRung(hazard);
    client.onRung(text -> seen.add("next " + text));
    try (LogCapture log = new LogCapture()) {
      service.ring("checked");
      assertSeen(
          "outer signal rung[checked]",
          "outer undeclared java.io.IOException: c",
          "outer signal rung[checked]",
          "next checked",
          "outer done");
      service.ring("unchecked");
      assertSeen(
          "outer signal rung[unchecked]",
          "outer java.lang.ArithmeticException: u",
          "outer signal rung[unchecked]",
          "next unchecked",
          "outer done");
      String line = "io.test.around/Rings.rung: handler " + hazard + " failed; the next is called";
      assertEquals(2, log.lines().stream().filter(each -> each.contains(line)).count());
    }
  }

  private ServiceInterceptor noting(String name) {
    return (call, chain) -> {
      seen.add(name + " before");
      return chain
          .proceed(call)
          .whenComplete((reply, never) -> seen.add(name + " " + reply.code().orElse(null)));
    };
  }

  @Test
  void thoseOfTheConnectionAreOutsideAndSeeTheCodeThatTheCallerGets() throws Exception {
    RemotingConnection serving =
        rig.connect("server", builder -> builder.serviceInterceptor(noting("connection")));
    serving.serve(
        new Rings(),
        ServiceOptions.defaults()
            .withInterceptor(noting("service"))
            .withErrors(IndexOutOfBoundsException.class, ErrorCode.RESOURCE_EXHAUSTED));
    RemotingConnection calling =
        rig.connect(
            "caller",
            builder ->
                builder.interceptor(
                    (call, chain) ->
                        chain
                            .proceed(call)
                            .whenComplete(
                                (reply, never) ->
                                    seen.add("client " + reply.code().orElse(null)))));
    IRings client = calling.client(IRings.class);
    Map<String, ErrorCode> codes =
        Map.of(
            "declared", ErrorCode.APPLICATION,
            "argument", ErrorCode.INVALID_ARGUMENT,
            "mapped", ErrorCode.RESOURCE_EXHAUSTED,
            "remote", ErrorCode.INTERNAL,
            "bug", ErrorCode.INTERNAL);
    for (String how : codes.keySet()) {
      ErrorCode code = codes.get(how);
      Exception failure = null;
      try {
        client.fail(how);
      } catch (RefusedException | RemotingException e) {
        failure = e;
      }
      assertTrue(failure != null, how);
      assertSeen(
          "connection before",
          "service before",
          "service " + code,
          "connection " + code,
          "client " + code);
    }
  }
}
