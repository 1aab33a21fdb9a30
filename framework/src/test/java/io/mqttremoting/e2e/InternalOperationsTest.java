package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.json.Json;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.RawClient;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Confirmed writes, reads that bypass the client's cache, and the contract as JSON. */
class InternalOperationsTest {
  @RemoteInterface(module = "io.test.tank", name = "Tank")
  interface ITank {
    @Property
    int getLevel();

    @Property
    CompletableFuture<Integer> setLevel(int level) throws RefusedException;

    @Property
    Subscription onLevelChanged(IntConsumer handler);

    @Property
    String getName();
  }

  static class Tank implements ITank {
    final ObservableValue<Integer> level = new ObservableValue<>(1);
    int lied;

    @Override
    public int getLevel() {
      return level.get() + lied;
    }

    /** Accepts at most 100. */
    @Override
    public CompletableFuture<Integer> setLevel(int wanted) {
      if (wanted < 0) {
        return CompletableFuture.failedFuture(new RefusedException("below nothing"));
      }
      if (wanted == 13) {
        throw new IllegalArgumentException("not 13");
      }
      level.set(Math.min(wanted, 100));
      return CompletableFuture.completedFuture(level.get());
    }

    @Override
    public Subscription onLevelChanged(IntConsumer handler) {
      return level.onChange(handler::accept);
    }

    @Override
    public String getName() {
      return "tank";
    }
  }

  private final Rig rig = new Rig();
  private final Tank tank = new Tank();
  private RawClient raw;
  private ITank client;

  @BeforeEach
  void serve() throws InterruptedException {
    raw = rig.observer("raw");
    rig.connect("server").serve(tank);
    client = rig.connect("caller").client(ITank.class);
    ClientHandle.of(client).awaitAvailable(Await.DEADLINE);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aConfirmedWriteBringsTheValueThatTheServiceHas() throws RefusedException {
    assertEquals(7, Await.result(client.setLevel(7)));
    assertEquals(7, client.getLevel(), "it was told before");
    assertEquals(100, Await.result(client.setLevel(1000)));
  }

  @Test
  void aConfirmedWriteBringsTheErrorOfTheSetter() throws RefusedException {
    assertEquals(
        "below nothing",
        assertInstanceOf(RefusedException.class, Await.failure(client.setLevel(-1))).getMessage());
    RemotingException thrown =
        assertInstanceOf(RemotingException.class, Await.failure(client.setLevel(13)));
    assertEquals(ErrorCode.INVALID_ARGUMENT, thrown.code());
    assertEquals("level", thrown.member());
    assertEquals("not 13", thrown.reason());
    assertEquals(1, tank.level.get());
  }

  @Test
  void aPlainChangeRequestReachesTheSameSetter() {
    raw.publish("io.test.tank/Tank/set/level", "5");
    Await.equal(5, client::getLevel);
  }

  @Test
  void aFetchReadsPastTheValueThatWasReceived() {
    Await.equal(1, client::getLevel);
    tank.lied = 41;
    assertEquals(42, Await.result(ClientHandle.of(client).fetch("level")));
    assertEquals(1, client.getLevel());
    assertEquals("tank", Await.result(ClientHandle.of(client).fetch("name")));
    assertEquals(
        "io.test.tank/Tank has no property 'nosuch'; it has [level, name]",
        assertThrows(IllegalArgumentException.class, () -> ClientHandle.of(client).fetch("nosuch"))
            .getMessage());
  }

  private String call(String operation, String arguments) {
    raw.publish(
        "io.test.tank/Tank/rpc/v3/" + operation,
        "{\"correlationData\":\"1\",\"responseTopic\":\"r/"
            + operation
            + "\",\"data\":"
            + arguments
            + "}");
    return raw.next("r/" + operation).text().replace("{\"correlationData\":\"1\",", "");
  }

  @Test
  void anyoneCanAskByHand() {
    assertEquals("\"data\":1}", call("_get", "[\"level\"]"));
    assertEquals("\"data\":100}", call("_set", "[\"level\",500]"));
  }

  @Test
  void readOnlyAndUnknownPropertiesAreRefused() {
    assertEquals(
        "\"error\":{\"code\":\"FAILED_PRECONDITION\",\"message\":\"property 'name' is"
            + " read-only\"}}",
        call("_set", "[\"name\",\"x\"]"));
    assertEquals(
        "\"error\":{\"code\":\"INVALID_ARGUMENT\",\"message\":\"argument 'property':"
            + " io.test.tank/Tank has no property of that name\"}}",
        call("_get", "[\"nosuch\"]"));
  }

  @Test
  void aValueOfAnotherTypeIsRefused() {
    assertEquals(
        "\"error\":{\"code\":\"INVALID_ARGUMENT\",\"message\":\"argument 'value': \\\"x\\\" is not"
            + " an int\"}}",
        call("_set", "[\"level\",\"x\"]"));
  }

  @Test
  void theContractIsTold() {
    JsonNode contract = Json.tree("{" + call("_describe", "[]")).get("data");
    assertEquals(
        Json.tree(
            """
            {"schema":"apigear.module/1.0","name":"io.test.tank",
             "interfaces":[{"name":"Tank","properties":[
               {"name":"level","type":"int32","meta":{"confirmed":true,"errors":["refused"]}},
               {"name":"name","type":"string","readonly":true}]}],
             "meta":{"fingerprint":"7f4a1af2afe7f289"}}
            """),
        contract);
  }
}
