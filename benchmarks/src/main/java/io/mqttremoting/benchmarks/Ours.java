package io.mqttremoting.benchmarks;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/** The sides of comparisons that use this library: a service, and clients on other connections. */
final class Ours {
  private static final Duration SERVICE_WITHIN = Duration.ofSeconds(10);

  private Ours() {}

  /** Calls that block until the reply is there. */
  static Side blockingCalls(Setting setting, Load load) throws Exception {
    return calls(
        setting,
        load,
        (echo, window) ->
            () -> {
              echo.echo(Payloads.TEXT);
              window.leave();
            });
  }

  /**
   * Blocking calls that each change a property, whose value reaches the caller before the reply.
   */
  static Side changingCalls(Setting setting, Load load) throws Exception {
    return calls(
        setting,
        load,
        (echo, window) -> {
          AtomicLong count = new AtomicLong();
          return () -> {
            echo.change(Payloads.text(count.incrementAndGet()));
            window.leave();
          };
        });
  }

  /** The same, where all messages travel like this. */
  static Side.Maker delivered(Delivery delivery, Side.Maker maker) {
    return (setting, load) ->
        maker.open(
            new Setting(setting.broker(), setting.version(), c -> c.delivery(delivery)), load);
  }

  /** Calls that return futures. */
  static Side futureCalls(Setting setting, Load load) throws Exception {
    return calls(setting, load, Ours::futureCall);
  }

  private static Exchange futureCall(IEcho echo, Window window) {
    return () ->
        echo.echoAsync(Payloads.TEXT).whenComplete((text, failure) -> window.leave(failure));
  }

  /** Blocking calls that take so many bytes and return few. */
  static Side.Maker payloads(int bytes) {
    List<Reading> readings = Reading.ofBytes(bytes);
    return (setting, load) ->
        calls(
            setting,
            load,
            (echo, window) ->
                () -> {
                  echo.store(readings);
                  window.leave();
                });
  }

  /** Changes of a property, each asked for by a client and complete when its handler is told. */
  static Side propertyChanges(Setting setting, Load load) throws Exception {
    return propertyChanges(ServiceOptions.defaults()).open(setting, load);
  }

  /** The same, of a service with these options. */
  static Side.Maker propertyChanges(ServiceOptions options) {
    return (setting, load) ->
        calls(
            setting,
            load,
            options,
            (echo, window) -> {
              echo.onTextChanged(text -> window.leave());
              AtomicLong count = new AtomicLong();
              return () -> echo.setText(Payloads.text(count.incrementAndGet()));
            });
  }

  /** Calls that each take 5 ms, of which the service executes so many at a time. */
  static Side.Maker naps(int concurrency) {
    return (setting, load) ->
        calls(
            setting,
            load,
            ServiceOptions.defaults().withConcurrency(concurrency),
            (echo, window) ->
                () -> echo.napAsync(5).whenComplete((millis, failure) -> window.leave(failure)));
  }

  /** Calls that return futures, of clients that share one connection. */
  static Side callsOnOneConnection(Setting setting, Load load) throws Exception {
    Side side = new Side();
    side.closing(setting.connect()).serve(new Echo());
    RemotingConnection shared = side.closing(setting.connect());
    for (int i = 0; i < load.clients(); i++) {
      addCalls(side, shared, load, Ours::futureCall);
    }
    return side;
  }

  private static Side calls(
      Setting setting, Load load, BiFunction<IEcho, Window, Exchange> exchanges) throws Exception {
    return calls(setting, load, ServiceOptions.defaults(), exchanges);
  }

  private static Side calls(
      Setting setting,
      Load load,
      ServiceOptions options,
      BiFunction<IEcho, Window, Exchange> exchanges)
      throws Exception {
    Side side = new Side();
    side.closing(setting.connect()).serve(new Echo(), options);
    for (int i = 0; i < load.clients(); i++) {
      addCalls(side, side.closing(setting.connect()), load, exchanges);
    }
    return side;
  }

  private static void addCalls(
      Side side,
      RemotingConnection connection,
      Load load,
      BiFunction<IEcho, Window, Exchange> exchanges)
      throws InterruptedException {
    IEcho echo = connection.client(IEcho.class);
    if (!ClientHandle.of(echo).awaitAvailable(SERVICE_WITHIN)) {
      throw new IllegalStateException("the service isn't there");
    }
    Window window = new Window(load.inFlight());
    side.add(window, exchanges.apply(echo, window));
  }

  /** Signals, each complete when the handlers of all those clients are told. */
  static Side.Maker signals(int clients) {
    return (setting, load) -> {
      Side side = new Side();
      Echo echo = new Echo();
      side.closing(setting.connect()).serve(echo);
      Window window = new Window(load.inFlight());
      AtomicLong told = new AtomicLong();
      for (RemotingConnection connection : setting.connect(clients)) {
        side.closing(connection)
            .client(IEcho.class)
            .onTick(
                text -> {
                  if (told.incrementAndGet() % clients == 0) {
                    window.leave();
                  }
                });
      }
      side.add(window, () -> echo.tick(Payloads.TEXT));
      return side;
    };
  }
}
