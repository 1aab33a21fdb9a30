package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.ConnectionTotals;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Packet;
import io.mqttremoting.testsupport.RawClient;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each total rises with what it counts, and with nothing else. */
@Timeout(60)
class ConnectionTotalsTest {
  private static final String ID = "io.test.totals/Count";

  private final Rig rig = new Rig();

  @RemoteInterface(module = "io.test.totals", name = "Count")
  interface ICount {
    @Property
    int getLevel();

    @Property
    void setLevel(int level);

    @Property
    Subscription onLevelChanged(Consumer<Integer> handler);

    @Operation
    CompletableFuture<String> work(String text);
  }

  static class Count implements ICount {
    final CountDownLatch mayEnd = new CountDownLatch(1);

    @Override
    public int getLevel() {
      return 1;
    }

    @Override
    public void setLevel(int level) {}

    @Override
    public Subscription onLevelChanged(Consumer<Integer> handler) {
      return () -> {};
    }

    @Override
    public CompletableFuture<String> work(String text) {
      Await.open(mayEnd);
      return CompletableFuture.completedFuture(text);
    }
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private static void awaitTotal(
      long expected, RemotingConnection connection, ToLongFunction<ConnectionTotals> figure) {
    Await.equal(expected, () -> figure.applyAsLong(connection.totals()));
  }

  private static Map<ErrorCode, Long> refused(RemotingConnection connection) {
    return connection.totals().refusedRequests().entrySet().stream()
        .filter(each -> each.getValue() > 0)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static void request(RawClient raw, String id, String data) {
    raw.publish(
        ID + "/rpc/v3/work",
        "{\"correlationData\":\""
            + id
            + "\",\"responseTopic\":\"my/reply\",\"data\":"
            + data
            + "}");
  }

  @Test
  void connectsAndLossesAreCounted() {
    RemotingConnection connection = rig.connection("counted").build();
    assertEquals(0, connection.totals().connects());
    connection.connect();
    awaitTotal(1, connection, ConnectionTotals::connects);
    assertEquals(0, connection.totals().losses());
    assertTrue(rig.broker().disconnect("counted"));
    awaitTotal(1, connection, ConnectionTotals::losses);
    awaitTotal(2, connection, ConnectionTotals::connects);
    connection.close();
    assertEquals(1, connection.totals().losses(), "closing is no loss");
    assertEquals(2, connection.totals().connects());
  }

  @Test
  void aRequestThatCannotBeReadIsMalformedAndRefused() {
    RemotingConnection serving = rig.connect("server");
    serving.serve(new Count());
    RawClient raw = rig.raw("raw").subscribe("my/reply");
    request(raw, "1", "[1,2,3]");
    assertTrue(raw.next("my/reply").text().contains("INVALID_ARGUMENT"));
    assertEquals(1, serving.totals().malformedMessages());
    raw.publish(ID + "/set/level", "\"not a number\"");
    awaitTotal(2, serving, ConnectionTotals::malformedMessages);
    assertEquals(Map.of(ErrorCode.INVALID_ARGUMENT, 2L), refused(serving));
    assertEquals(
        Arrays.asList(ErrorCode.values()),
        serving.totals().refusedRequests().keySet().stream().toList(),
        "all codes, so that each has a metric from the beginning");
    assertThrows(
        UnsupportedOperationException.class, () -> serving.totals().refusedRequests().clear());
  }

  @Test
  void requestsBeyondTheQueueAreRefusedAndRepeatedOnesAreDuplicates() {
    RemotingConnection serving = rig.connect("server", builder -> builder.queueCapacity(1));
    Count service = new Count();
    serving.serve(service);
    RawClient raw = rig.raw("raw").subscribe("my/reply");
    request(raw, "1", "[\"a\"]");
    Await.equal(1, () -> serving.statistics().queuedForServices());
    request(raw, "2", "[\"b\"]");
    assertTrue(raw.next("my/reply").text().contains("RESOURCE_EXHAUSTED"));
    assertEquals(Map.of(ErrorCode.RESOURCE_EXHAUSTED, 1L), refused(serving));
    assertEquals(0, serving.totals().duplicateRequests());
    request(raw, "1", "[\"a\"]");
    awaitTotal(1, serving, ConnectionTotals::duplicateRequests);
    service.mayEnd.countDown();
    assertEquals("{\"correlationData\":\"1\",\"data\":\"a\"}", raw.next("my/reply").text());
    request(raw, "1", "[\"a\"]");
    assertEquals("{\"correlationData\":\"1\",\"data\":\"a\"}", raw.next("my/reply").text());
    assertEquals(2, serving.totals().duplicateRequests());
    assertEquals(Map.of(ErrorCode.RESOURCE_EXHAUSTED, 1L), refused(serving));
    assertEquals(0, serving.totals().malformedMessages());
  }

  @Test
  void aBadAnswerToAFleetIsMalformed() {
    RemotingConnection calling = rig.connect("caller");
    calling.fleet(ICount.class);
    rig.raw("raw").publish(ID + "/_fleet/@one", "{");
    awaitTotal(1, calling, ConnectionTotals::malformedMessages);
  }

  @Test
  void aRequestThatIsSentAgainIsRepeated() throws Exception {
    RawClient raw = rig.raw("played").subscribe(ID + "/rpc/v3/work");
    raw.retain("_remoting/played", "{\"online\":true,\"session\":\"s\"}");
    raw.retain(
        ID + "/_status/played",
        "{\"online\":true,\"mappings\":[\"v3\"],\"session\":\"s\",\"memory\":\"m\"}");
    RemotingConnection calling = rig.connect("caller");
    ICount client = calling.client(ICount.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    assertEquals(0, calling.totals().repeatedRequests());
    CompletableFuture<String> call = client.work("text");
    Packet first = raw.next(ID + "/rpc/v3/work");
    raw.next("a repetition", packet -> packet.text().contains("repeatedAfterMillis"));
    assertTrue(calling.totals().repeatedRequests() >= 1); // also of the service's clock
    String id = first.text().replaceFirst("(?s).*\"correlationData\":\"([^\"]*)\".*", "$1");
    raw.publish(
        ID + "/rpc/v3/work/caller/result",
        "{\"correlationData\":\"" + id + "\",\"data\":\"text\"}");
    assertEquals("text", Await.result(call));
    assertEquals(0, calling.totals().malformedMessages());
    raw.publish(ID + "/rpc/v3/work/caller/result", "no envelope");
    awaitTotal(1, calling, ConnectionTotals::malformedMessages);
    raw.retain(ID + "/prop/level", "[]");
    awaitTotal(2, calling, ConnectionTotals::malformedMessages);
    raw.publish(ID + "/_status/played", "{");
    awaitTotal(3, calling, ConnectionTotals::malformedMessages);
  }
}
