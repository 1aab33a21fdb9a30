package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which threads run user code, and in which order; no combination can deadlock. */
class ThreadingTest {
  private static Rig rig;
  private static RemotingConnection serving;
  private static RemotingConnection calling;

  private final List<Runnable> ends = new ArrayList<>();

  @RemoteInterface(module = "io.test.threads", name = "Work")
  interface IWork {
    @Property
    int getLevel();

    @Property
    void setLevel(int level);

    @Property
    Subscription onLevelChanged(IntConsumer handler);

    @Operation
    String thread();

    @Operation
    int work(int number);

    @Operation
    CompletableFuture<Integer> workLater(int number);

    @Operation(timeoutMillis = 300)
    CompletableFuture<Integer> hasty();

    @Signal
    Subscription onDone(Consumer<Integer> handler);
  }

  static class Work implements IWork {
    final ObservableValue<Integer> level = new ObservableValue<>(0);
    final Listeners<Consumer<Integer>> done = new Listeners<>();
    final Set<String> threads = ConcurrentHashMap.newKeySet();
    final List<Integer> order = new ArrayList<>(); // without a lock, because calls are serial
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger mostRunning = new AtomicInteger();

    @Override
    public int getLevel() {
      return level.get();
    }

    @Override
    public void setLevel(int value) {
      threads.add(Thread.currentThread().getName());
      level.set(value);
    }

    @Override
    public Subscription onLevelChanged(IntConsumer handler) {
      return level.onChange(handler::accept);
    }

    @Override
    public String thread() {
      return Thread.currentThread().getName();
    }

    @Override
    public int work(int number) {
      mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
      LockSupport.parkNanos(20_000); // lets other threads run in between
      order.add(number);
      done.forEach(handler -> handler.accept(number));
      running.decrementAndGet();
      return number + 1;
    }

    @Override
    public CompletableFuture<Integer> workLater(int number) {
      return CompletableFuture.completedFuture(number + 1);
    }

    @Override
    public CompletableFuture<Integer> hasty() {
      return new CompletableFuture<>();
    }

    @Override
    public Subscription onDone(Consumer<Integer> handler) {
      return done.add(handler);
    }
  }

  @BeforeAll
  static void open() {
    rig = new Rig();
    serving = rig.connect("server");
    calling = rig.connect("caller");
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @AfterEach
  void end() {
    ends.forEach(Runnable::run);
  }

  private IWork client() {
    return client(calling);
  }

  private IWork client(RemotingConnection connection) {
    IWork client = connection.client(IWork.class);
    ends.add(() -> ClientHandle.of(client).close());
    return client;
  }

  private void serve(IWork work) {
    serve(work, ServiceOptions.defaults());
  }

  private void serve(IWork work, ServiceOptions options) {
    ServiceHandle handle = serving.serve(work, options);
    ends.add(handle::close);
  }

  private static void assertForUserCode(String connection, String thread) {
    assertTrue(
        thread.matches("remoting-" + connection + "(-callback)?-\\d+"),
        "user code runs in a thread of the connection for that, not in " + thread);
  }

  @Test
  void operationsSettersHandlersAndCallbacksRunInThreadsForThat() {
    Work work = new Work();
    serve(work);
    IWork client = client();
    assertForUserCode("server", client.thread());

    BlockingQueue<String> handlers = new LinkedBlockingQueue<>();
    client.onLevelChanged(level -> handlers.add(Thread.currentThread().getName()));
    client.onDone(number -> handlers.add(Thread.currentThread().getName()));
    client.setLevel(5);
    assertForUserCode("caller", Await.next(handlers));
    assertEquals(1, work.threads.size());
    work.threads.forEach(thread -> assertForUserCode("server", thread));
    client.work(1);
    assertForUserCode("caller", Await.next(handlers));

    // Registered before the reply can come; otherwise the callback would run in this thread.
    CountDownLatch registered = new CountDownLatch(1);
    Work slow =
        new Work() {
          @Override
          public CompletableFuture<Integer> workLater(int number) {
            return CompletableFuture.supplyAsync(
                () -> {
                  Await.open(registered);
                  if (number < 0) {
                    throw new IllegalArgumentException("on purpose");
                  }
                  return number;
                });
          }
        };
    ends.remove(0).run();
    serve(slow);
    CompletableFuture<String> good =
        client.workLater(1).thenApply(n -> Thread.currentThread().getName());
    CompletableFuture<String> failed =
        client
            .workLater(-1)
            .handle((n, e) -> e == null ? "no failure" : Thread.currentThread().getName());
    registered.countDown();
    assertForUserCode("caller", Await.result(good));
    assertForUserCode("caller", Await.result(failed));
  }

  @Test
  void callbackOfACallThatEndsOtherwiseRunsInAThreadForThat() {
    IWork client = client(); // there is no service that could answer
    CompletableFuture<String> closed =
        client
            .workLater(1)
            .handle((n, e) -> e == null ? "no failure" : Thread.currentThread().getName());
    ClientHandle.of(client).close();
    assertForUserCode("caller", Await.result(closed));
  }

  @Test
  void handlersMayCallAnythingAndBlock() {
    serve(new Work());
    IWork client = client();
    BlockingQueue<Object> results = new LinkedBlockingQueue<>();
    client.onDone(
        number -> {
          if (number < 3) {
            results.add(client.work(number + 1)); // raises the signal again
          }
          client.setLevel(number * 10);
          results.add(Await.result(client.workLater(number)));
        });
    client.work(1);
    assertEquals(3, Await.next(results)); // of work(2); its signal is handled afterwards
    assertEquals(2, Await.next(results));
    assertEquals(4, Await.next(results)); // of work(3)
    assertEquals(3, Await.next(results));
    assertEquals(4, Await.next(results));
    Await.equal(30, client::getLevel);
  }

  @Test
  void callbacksMayCallAnythingAndBlockNested() {
    serve(new Work());
    IWork client = client();
    CompletableFuture<Integer> nested =
        client
            .workLater(1)
            .thenApply(
                two ->
                    client.work(two)
                        + Await.result(
                            client
                                .workLater(10)
                                .thenApply(
                                    eleven ->
                                        Await.result(client.workLater(client.work(eleven))))));
    assertEquals(3 + 13, Await.result(nested));
  }

  /**
   * Completes its futures only once the test completes {@code go}, so that callbacks are already
   * registered and run in threads of their own.
   */
  private static final class Waiting extends Work {
    final CompletableFuture<Void> go = new CompletableFuture<>();

    @Override
    public CompletableFuture<Integer> workLater(int number) {
      return go.thenApply(unused -> number + 1);
    }
  }

  @Test
  void manyCallbacksThatEachWaitForAnotherFutureDoNotStarveEachOther() {
    Waiting waiting = new Waiting();
    serve(waiting);
    IWork client = client();
    List<CompletableFuture<Integer>> all =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    client
                        .workLater(i)
                        .thenApply(next -> client.workLater(next).thenApply(n -> n + 1).join()))
            .toList();
    waiting.go.complete(null);
    for (int i = 0; i < all.size(); i++) {
      assertEquals(i + 3, Await.result(all.get(i)));
    }
  }

  @Test
  void someCallbacksMayWaitForEachOther() {
    Waiting waiting = new Waiting();
    serve(waiting);
    IWork client = client();
    CountDownLatch allBlocked = new CountDownLatch(12);
    List<CompletableFuture<Integer>> all =
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    client
                        .workLater(i)
                        .thenApply(
                            next -> {
                              allBlocked.countDown();
                              Await.open(allBlocked);
                              return client.work(next);
                            }))
            .toList();
    waiting.go.complete(null);
    for (int i = 0; i < all.size(); i++) {
      assertEquals(i + 2, Await.result(all.get(i)));
    }
  }

  @Test
  void blockedCallbacksHoldUpNeitherResultsNorDeadlines() throws Exception {
    Waiting waiting = new Waiting();
    serve(waiting);
    IWork client = client();
    CountDownLatch release = new CountDownLatch(1);
    int blocked = 200;
    CountDownLatch someBlock = new CountDownLatch(16);
    List<CompletableFuture<Void>> all =
        IntStream.range(0, blocked)
            .mapToObj(
                i ->
                    client
                        .workLater(i)
                        .thenAccept(
                            next -> {
                              someBlock.countDown();
                              Await.open(release);
                            }))
            .toList();
    IWork other = client();
    waiting.go.complete(null);
    Await.open(someBlock);

    assertEquals(2, other.workLater(1).get(5, TimeUnit.SECONDS));
    assertEquals(4, other.workLater(2).thenApply(next -> next + 1).get(5, TimeUnit.SECONDS));
    CompletableFuture<Integer> hasty = other.hasty();
    ExecutionException late =
        assertThrows(ExecutionException.class, () -> hasty.get(5, TimeUnit.SECONDS));
    assertInstanceOf(CallTimeoutException.class, late.getCause());

    release.countDown();
    all.forEach(Await::result);
  }

  @Test
  void callbacksThatWaitWhenTheConnectionIsClosedRunAllTheSame() {
    Waiting waiting = new Waiting();
    serve(waiting);
    RemotingConnection closing = rig.connect("closing");
    IWork client = closing.client(IWork.class);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch allBlock = new CountDownLatch(100);
    List<CompletableFuture<Object>> all =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    client
                        .workLater(i)
                        .handle(
                            (next, failure) -> {
                              allBlock.countDown();
                              Await.open(release);
                              return (Object) failure;
                            }))
            .toList();

    closing.close();

    Await.open(allBlock);
    release.countDown();
    all.forEach(call -> assertInstanceOf(RemotingException.class, Await.result(call)));
  }

  @Test
  void oneSlowHandlerHoldsUpNeitherOtherClientsNorReplies() {
    Work work = new Work();
    serve(work);
    IWork slow = client();
    IWork quick = client();
    CountDownLatch release = new CountDownLatch(1);
    BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
    slow.onDone(
        number -> {
          Await.open(release);
          heard.add(-number);
        });
    quick.onDone(heard::add);
    for (int i = 1; i <= 100; i++) {
      quick.work(i);
      assertEquals(i, Await.next(heard));
    }
    assertEquals(8, slow.work(7));
    assertEquals(7, Await.next(heard));
    release.countDown();
    assertEquals(-1, Await.next(heard));
  }

  @Test
  void handlersOfOneClientRunOneAtATime() {
    serve(new Work());
    IWork client = client();
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
    for (int handler = 0; handler < 3; handler++) {
      client.onDone(
          number -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            LockSupport.parkNanos(20_000); // lets other threads run in between
            running.decrementAndGet();
            heard.add(number);
          });
    }
    List<CompletableFuture<Integer>> calls =
        IntStream.range(0, 50)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.work(i)))
            .toList();
    calls.forEach(Await::result);
    for (int i = 0; i < 150; i++) {
      Await.next(heard);
    }
    assertEquals(1, most.get());
  }

  @Test
  void implementationIsCalledByOneThreadAtATimeInOrderOfArrival() {
    Work work = new Work();
    serve(work);
    RawClient raw = rig.raw("raw-order");
    raw.subscribe("replies");
    for (int i = 0; i < 200; i++) {
      raw.publish(
          "io.test.threads/Work/rpc/v3/work",
          "{\"correlationData\":\"" + i + "\",\"responseTopic\":\"replies\",\"data\":[" + i + "]}");
    }
    for (int i = 0; i < 200; i++) {
      assertEquals(
          "{\"correlationData\":\"" + i + "\",\"data\":" + (i + 1) + "}",
          raw.next("replies").text());
    }
    assertEquals(IntStream.range(0, 200).boxed().toList(), work.order);
    assertEquals(1, work.mostRunning.get());
  }

  @Test
  void callersInParallelAreServedSerially() {
    Work work = new Work();
    serve(work);
    IWork client = client();
    List<CompletableFuture<Integer>> calls =
        IntStream.range(0, 300)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.work(i)))
            .toList();
    calls.forEach(Await::result);
    assertEquals(1, work.mostRunning.get());
    assertEquals(300, work.order.size());
  }

  /** A service on which three calls return only if they run at the same time. */
  private static IWork meeting() {
    CyclicBarrier barrier = new CyclicBarrier(3);
    return new Work() {
      @Override
      public int work(int number) {
        try {
          barrier.await(Await.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
          return number;
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  @Test
  void concurrencyLetsThatManyInAtATime() {
    serve(meeting(), ServiceOptions.defaults().withConcurrency(3));
    IWork client = client();
    ExecutorService callers = Executors.newCachedThreadPool();
    ends.add(callers::shutdownNow);
    List<CompletableFuture<Integer>> calls =
        IntStream.range(0, 3)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.work(i), callers))
            .toList();
    calls.forEach(Await::result);
  }

  @Test
  void concurrencyIsALimit() {
    CountDownLatch release = new CountDownLatch(1);
    Work work =
        new Work() {
          @Override
          public int work(int number) {
            mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
            if (number < 2) {
              Await.open(release);
            }
            running.decrementAndGet();
            return number;
          }
        };
    serve(work, ServiceOptions.defaults().withConcurrency(2));
    IWork client = client();
    ExecutorService callers = Executors.newCachedThreadPool();
    ends.add(callers::shutdownNow);
    List<CompletableFuture<Integer>> calls =
        IntStream.range(0, 10)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.work(i % 5), callers))
            .toList();
    Await.equal(2, work.running::get);
    release.countDown();
    calls.forEach(Await::result);
    assertEquals(2, work.mostRunning.get());
  }

  @Test
  void ownExecutorRunsTheCalls() {
    ExecutorService own = Executors.newCachedThreadPool(task -> new Thread(task, "my-own-thread"));
    ends.add(own::shutdownNow);
    serve(meeting(), ServiceOptions.defaults().withExecutor(own));
    IWork client = client();
    assertEquals("my-own-thread", client.thread());
    ExecutorService callers = Executors.newCachedThreadPool();
    ends.add(callers::shutdownNow);
    List<CompletableFuture<Integer>> calls =
        IntStream.range(0, 3)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.work(i), callers))
            .toList();
    calls.forEach(Await::result);
    assertFalse(own.isShutdown());
  }

  @Test
  void whatAnOwnExecutorRejectsIsAnsweredExhausted() {
    ExecutorService own = Executors.newSingleThreadExecutor();
    own.shutdown();
    serve(new Work(), ServiceOptions.defaults().withExecutor(own));
    IWork client = client();
    try (LogCapture log = new LogCapture()) {
      RemotingException e = assertThrows(RemotingException.class, client::thread);
      assertEquals(ErrorCode.RESOURCE_EXHAUSTED, e.code());
      log.line("io.test.threads/Work.thread", "RESOURCE_EXHAUSTED");
    }
  }

  @Test
  void operationThatReturnsAFutureFreesItsTurn() {
    CompletableFuture<Integer> open = new CompletableFuture<>();
    serve(
        new Work() {
          @Override
          public CompletableFuture<Integer> workLater(int number) {
            return open;
          }
        });
    IWork client = client();
    CompletableFuture<Integer> one = client.workLater(1);
    CompletableFuture<Integer> two = client.workLater(2);
    assertEquals(6, client.work(5), "a later call is served while the first are open");
    assertFalse(one.isDone());
    open.complete(99);
    assertEquals(99, Await.result(one));
    assertEquals(99, Await.result(two));
  }

  @Test
  void implementationMayCallOtherServices() {
    serve(new Work());
    IWork remote = client(serving);
    ServiceHandle handle =
        serving.serve(
            new Hello() {
              @Override
              public int say(Message msg, When when) throws RefusedException {
                return remote.work(super.say(msg, when));
              }
            });
    ends.add(handle::close);
    IHello client = calling.client(IHello.class);
    ends.add(() -> ClientHandle.of(client).close());
    assertEquals(2, Await.result(client.sayAsync(new Message("x"), When.NOW)));
  }

  @Test
  void clientAndServiceOfOneInterfaceShareAConnection() {
    Work work = new Work();
    serve(work);
    IWork client = client(serving);
    BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
    client.onDone(heard::add);
    assertEquals(2, client.work(1));
    assertEquals(1, Await.next(heard));
    client.setLevel(3);
    Await.equal(3, client::getLevel);
  }
}
