package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.ClientOptions;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.RawClient;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One Java interface and one implementation, under several names on the wire. */
class WireNameTest {
  private static final ServiceOptions SERVED =
      ServiceOptions.defaults().withModule("tb.names").withName("NamEs");
  private static final ClientOptions CALLED =
      ClientOptions.defaults().withModule("tb.names").withName("NamEs");
  private static final Message HI = new Message("hi");

  @RemoteInterface
  interface ISecond {
    @Operation
    void doNothing();
  }

  private static class Both extends Hello implements ISecond {
    @Override
    public void doNothing() {}
  }

  private Rig rig;
  private RawClient raw;
  private RemotingConnection serving;
  private RemotingConnection calling;

  @BeforeEach
  void open() {
    rig = new Rig();
    raw = rig.observer("raw");
    serving = rig.connect("server");
    calling = rig.connect("caller");
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void everythingGoesByThatName() throws Exception {
    serving.serve(new Hello(), SERVED);
    raw.awaitRetained(
        "tb.names/NamEs/prop/+", "tb.names/NamEs/prop/last {\"content\":\"\"} qos0 retained");
    IHello client = calling.client(IHello.class, CALLED);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    raw.clear();
    assertEquals(1, client.say(HI, When.NOW));
    client.setLast(new Message("set"));
    Await.equal(new Message("set"), client::getLast);
    assertEquals(new Message("set"), ClientHandle.of(client).fetch("last").get());
    raw.fence();
    List<String> topics = raw.seen().stream().map(packet -> packet.topic()).distinct().toList();
    assertEquals(
        Stream.of(
                "_get",
                "_get/caller/result",
                "prop/last",
                "say",
                "say/caller/result",
                "set/last",
                "sig/justSaid")
            .toList(),
        topics.stream()
            .filter(topic -> topic.startsWith("tb.names/NamEs/"))
            .filter(topic -> !topic.contains("/_ping")) // clients ask for the clock
            .map(topic -> topic.replaceFirst("tb.names/NamEs/(rpc/v3/)?", ""))
            .sorted()
            .toList());
    assertEquals(List.of(), topics.stream().filter(t -> t.startsWith("io.world/Hello/")).toList());
  }

  @Test
  void eachNameHasAServiceOfItsOwn() throws Exception {
    serving.serve(new Hello());
    serving.serve(new Hello(), SERVED);
    serving.serve(new Hello(), ServiceOptions.defaults().withName("Nam_Es"));
    IHello declared = calling.client(IHello.class);
    IHello other = calling.client(IHello.class, CALLED);
    IHello third = calling.client(IHello.class, ClientOptions.defaults().withName("Nam_Es"));
    for (int i = 1; i <= 3; i++) {
      other.say(HI, When.NOW);
    }
    third.say(HI, When.NOW);
    assertEquals(4, other.say(HI, When.NOW));
    assertEquals(2, third.say(HI, When.NOW));
    assertEquals(1, declared.say(HI, When.NOW));
    ClientHandle.of(other).close();
    assertEquals(2, declared.say(HI, When.NOW));
    assertEquals(5, calling.client(IHello.class, CALLED).say(HI, When.NOW));
  }

  @Test
  void errorsAndLogAndDescriptionsNameIt() {
    try (LogCapture log = new LogCapture()) {
      ServiceHandle handle = serving.serve(new Hello(), SERVED);
      assertEquals("service of tb.names/NamEs as server", handle.toString());
      IHello client = calling.client(IHello.class, CALLED);
      assertEquals("client of tb.names/NamEs as caller", client.toString());
      raw.publish("tb.names/NamEs/set/last", "bad");
      log.line("tb.names/NamEs.last: a change is refused");
      IllegalArgumentException twice =
          assertThrows(IllegalArgumentException.class, () -> serving.serve(new Hello(), SERVED));
      assertEquals(
          "tb.names/NamEs is served already on this connection, by io.mqttremoting.e2e.Hello;"
              + " close that first, or serve this on a connection of its own, by another name or"
              + " as another instance",
          twice.getMessage());
      ClientHandle.of(client).close();
      RemotingException closed =
          assertThrows(RemotingException.class, () -> client.say(HI, When.NOW));
      assertEquals("tb.names/NamEs", closed.interfaceName());
    }
  }

  @Test
  void oneNameIsForOneInterface() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> serving.serve(new Both(), SERVED));
    assertEquals(
        "the name 'NamEs' is for one interface, but io.mqttremoting.e2e.WireNameTest$Both has"
            + " several: io.mqttremoting.e2e.WireNameTest$ISecond, io.mqttremoting.e2e.IHello; serve one of them"
            + " with serve(Class, …)",
        refused.getMessage());
    Both both = new Both();
    serving.serve(IHello.class, both, SERVED);
    serving.serve(both, ServiceOptions.defaults().withModule("else.where"));
    raw.awaitRetained(
        "+/Hello/prop/+", "else.where/Hello/prop/last {\"content\":\"\"} qos0 retained");
  }

  /** Serving a client under another name bridges the two names. */
  @Test
  void aClientOfOneNameMayBeServedByAnother() throws Exception {
    serving.serve(new Hello());
    IHello original = serving.client(IHello.class);
    calling.serve(rig.connect("bridge").client(IHello.class), SERVED);
    assertEquals(1, calling.client(IHello.class, CALLED).say(HI, When.NOW));
    Await.equal(HI, original::getLast);
  }
}
