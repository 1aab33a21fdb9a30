package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.RawClient;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

/** What user code finds in the MDC. */
@Timeout(60)
class LogContextTest {
  private static final String ID = "io.test.mdc/Logs";

  private final Rig rig = new Rig();
  private final BlockingQueue<Map<String, String>> found = new LinkedBlockingQueue<>();

  @RemoteInterface(module = "io.test.mdc", name = "Logs")
  interface ILogs {
    @Property
    int getLevel();

    @Property
    void setLevel(int level);

    @Property
    Subscription onLevelChanged(Consumer<Integer> handler);

    @Operation
    int log(String text);

    @Signal
    Subscription onLogged(Consumer<String> handler);
  }

  class Logs implements ILogs {
    private final ObservableValue<Integer> level = new ObservableValue<>(1);
    private final Listeners<Consumer<String>> logged = new Listeners<>();

    @Override
    public int getLevel() {
      return level.get();
    }

    @Override
    public void setLevel(int value) {
      found.add(mdc());
      level.set(value);
    }

    @Override
    public Subscription onLevelChanged(Consumer<Integer> handler) {
      return level.onChange(handler);
    }

    @Override
    public int log(String text) {
      found.add(mdc());
      logged.forEach(handler -> handler.accept(text));
      return 1;
    }

    @Override
    public Subscription onLogged(Consumer<String> handler) {
      return logged.add(handler);
    }
  }

  private static Map<String, String> mdc() {
    return new TreeMap<>(Objects.requireNonNullElse(MDC.getCopyOfContextMap(), Map.of()));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void implementationsFindTheMemberAndTheCorrelationData() {
    rig.connect("server", builder -> builder.logContext()).serve(new Logs());
    RawClient raw = rig.raw("raw").subscribe("my/reply");
    raw.publish(
        ID + "/rpc/v3/log",
        "{\"correlationData\":\"a\\nb\",\"responseTopic\":\"my/reply\",\"data\":[\"x\"]}");
    assertEquals(
        Map.of(
            "remoting.interface",
            ID,
            "remoting.member",
            "log",
            "remoting.correlation",
            "a\\nb"), // printable, for somebody else has chosen it
        Await.next(found));
    raw.publish(ID + "/set/level", "7");
    assertEquals(
        Map.of("remoting.interface", ID, "remoting.member", "level"),
        Await.next(found),
        "a request without a reply has no correlation data");
  }

  @Test
  void handlersFindTheMember() throws Exception {
    RemotingConnection calling = rig.connect("caller", builder -> builder.logContext());
    ILogs client = calling.client(ILogs.class);
    Logs service = new Logs();
    rig.connect("server").serve(service);
    assertTrue(ClientHandle.of(client).awaitValues(Await.DEADLINE));
    client.onLogged(text -> found.add(mdc()));
    client.onLevelChanged(level -> found.add(mdc()));
    service.logged.forEach(handler -> handler.accept("x"));
    assertEquals(Map.of("remoting.interface", ID, "remoting.member", "logged"), Await.next(found));
    service.level.set(9);
    assertEquals(Map.of("remoting.interface", ID, "remoting.member", "level"), Await.next(found));
  }

  @Test
  void withoutTheOptionNothingIsThereAndWithItTheOldContextIsBackAfterwards() {
    rig.connect("server").serve(new Logs());
    RemotingConnection calling = rig.connect("caller", builder -> builder.logContext());
    ILogs client = calling.client(ILogs.class);
    MDC.put("remoting.member", "mine");
    try {
      assertEquals(1, client.log("x"));
      assertEquals(Map.of(), Await.next(found));
      assertEquals(Map.of("remoting.member", "mine"), mdc(), "a caller keeps its own");
    } finally {
      MDC.clear();
    }
  }
}
