package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testsupport.Await;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Operations that call their own service. */
class ReentranceTest {
  private static final String REASON =
      "this call would wait for itself: the service executes one call at a time and is"
          + " executing the one that makes it; call the implementation's own method, return the"
          + " future of the call, or serve with concurrency";

  private final Rig rig = new Rig();

  @RemoteInterface(module = "io.test.turns", name = "Loop")
  interface ILoop {
    @Operation
    int depth(int left);

    @Operation
    CompletableFuture<Integer> depthLater(int left);
  }

  @RemoteInterface(module = "io.test.turns", name = "Beside")
  interface IBeside {
    @Operation
    int beside();
  }

  /** An operation calls itself as often as its argument says. */
  private static final class Loop implements ILoop, IBeside {
    private final ILoop own;
    private volatile RemotingException refused;

    Loop(RemotingConnection connection) {
      own = connection.client(ILoop.class);
    }

    @Override
    public int depth(int left) {
      try {
        return left == 0 ? 0 : own.depth(left - 1) + 1;
      } catch (RemotingException e) {
        refused = e;
        return -1;
      }
    }

    @Override
    public CompletableFuture<Integer> depthLater(int left) {
      return left == 0
          ? CompletableFuture.completedFuture(0)
          : own.depthLater(left - 1).thenApply(depth -> depth + 1);
    }

    @Override
    public int beside() {
      return depth(1);
    }
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private Loop serve(RemotingConnection calling, ServiceOptions options)
      throws InterruptedException {
    Loop loop = new Loop(calling);
    rig.connect("server").serve(loop, options);
    assertTrue(ClientHandle.of(loop.own).awaitAvailable(Await.DEADLINE));
    return loop;
  }

  @Test
  void callToItselfIsRefusedAtOnce() throws InterruptedException {
    RemotingConnection calling = rig.connect("caller");
    Loop loop = serve(calling, ServiceOptions.defaults());
    assertEquals(-1, loop.own.depth(1));
    assertEquals(ErrorCode.FAILED_PRECONDITION, loop.refused.code());
    assertEquals(
        "io.test.turns/Loop.depth: FAILED_PRECONDITION: " + REASON, loop.refused.getMessage());
    assertEquals(0, loop.own.depth(0));
  }

  @Test
  void callToAnotherInterfaceOfTheImplementationIsRefusedAtOnce() throws InterruptedException {
    RemotingConnection calling = rig.connect("caller");
    Loop loop = serve(calling, ServiceOptions.defaults());
    assertEquals(-1, calling.client(IBeside.class).beside());
    assertEquals(REASON, loop.refused.reason());
  }

  @Test
  void futuresMayCallTheirOwnService() throws InterruptedException {
    Loop loop = serve(rig.connect("caller"), ServiceOptions.defaults());
    assertEquals(5, Await.result(loop.own.depthLater(5)));
  }

  @Test
  void concurrentImplementationMayCallItself() throws InterruptedException {
    Loop loop = serve(rig.connect("caller"), ServiceOptions.defaults().withConcurrency(3));
    assertEquals(2, loop.own.depth(2));
  }

  @Test
  void operationMayCallAnotherServiceOfTheSameInterface() throws InterruptedException {
    try (Rig other = new Rig()) {
      Loop far = new Loop(other.connect("caller"));
      other.connect("server").serve(far);
      assertTrue(ClientHandle.of(far.own).awaitAvailable(Await.DEADLINE));
      Loop near = new Loop(other.connect("bridge"));
      assertTrue(ClientHandle.of(near.own).awaitAvailable(Await.DEADLINE));
      rig.connect("server").serve(near);
      assertEquals(1, rig.connect("caller").client(ILoop.class).depth(1));
    }
  }
}
