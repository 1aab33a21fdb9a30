package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.json.Json;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.RawClient;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Types that Jackson cannot handle by itself, with and without a module or mix-in for them. */
class OwnTypesTest {

  /** A class of a third-party library. */
  public static final class Weight {
    private final int grams;

    private Weight(int grams) {
      this.grams = grams;
    }

    public static Weight ofGrams(int grams) {
      if (grams < 0) {
        throw new IllegalArgumentException("a weight is not negative:\nfor ever");
      }
      return new Weight(grams);
    }

    int grams() {
      return grams;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Weight weight && weight.grams == grams;
    }

    @Override
    public int hashCode() {
      return grams;
    }

    @Override
    public String toString() {
      return grams + " g";
    }
  }

  interface WeightMixIn {
    @JsonProperty("g")
    int grams();

    @JsonCreator
    static Weight ofGrams(@JsonProperty("g") int grams) {
      return null; // only the annotations matter
    }
  }

  @RemoteInterface(module = "io.test", name = "Scales")
  public interface IScales {
    @Property
    Weight getLast();

    @Operation
    Weight add(Weight one, Weight other);

    @Operation
    CompletableFuture<Weight> addAsync(Weight one, Weight other);
  }

  public static final class Scales implements IScales {
    @Override
    public Weight getLast() {
      return Weight.ofGrams(7);
    }

    @Override
    public Weight add(Weight one, Weight other) {
      return Weight.ofGrams(one.grams() + other.grams());
    }

    @Override
    public CompletableFuture<Weight> addAsync(Weight one, Weight other) {
      return CompletableFuture.completedFuture(add(one, other));
    }
  }

  private static final String TEACH =
      "; or add a .jacksonModule(…) or .jacksonMixIn(…) to the connection, at both ends";

  private Rig rig;
  private LogCapture log;

  @BeforeEach
  void open() {
    rig = new Rig();
    log = new LogCapture(Level.DEBUG); // some lines come too often to be warnings
  }

  @AfterEach
  void close() {
    log.close();
    rig.close();
  }

  private static ConnectionBuilder taught(ConnectionBuilder builder) {
    return builder.jacksonMixIn(Weight.class, WeightMixIn.class);
  }

  @Test
  void aMixInTeachesAType() {
    rig.connect("server", OwnTypesTest::taught).serve(new Scales());
    RemotingConnection calling = rig.connect("caller", OwnTypesTest::taught);
    IScales scales = calling.client(IScales.class);
    assertEquals(Weight.ofGrams(5), scales.add(Weight.ofGrams(2), Weight.ofGrams(3)));
    Await.until(() -> "the value", () -> Weight.ofGrams(7).equals(scales.getLast()));
  }

  @Test
  void withoutAModuleTheInterfaceIsRefused() {
    String type =
        "Weight has neither a constructor without parameters nor one whose fields Jackson knows;"
            + " make it a record, or annotate a constructor with @JsonCreator"
            + TEACH;
    RemotingConnection connection = rig.connect("untaught");
    IllegalArgumentException ofService =
        assertThrows(IllegalArgumentException.class, () -> connection.serve(new Scales()));
    String fields =
        "Weight has no properties that Jackson sees; add getters, make it a record, or annotate"
            + " its fields with @JsonProperty"
            + TEACH;
    assertEquals(
        IScales.class.getName()
            + " cannot be a remote interface, 4 rules are broken:"
            + ("\n- IScales#getLast(): the value cannot be sent: " + fields)
            + ("\n- IScales#add(Weight,Weight): parameter 'one' cannot be received: " + type)
            + ("\n- IScales#add(Weight,Weight): parameter 'other' cannot be received: Weight has"
                + " neither"
                + " a constructor without parameters nor one whose fields Jackson knows, as"
                + " above")
            + ("\n- IScales#add(Weight,Weight): the result cannot be sent: Weight has no properties"
                + " that Jackson sees, as above"),
        ofService.getMessage());
    assertThrows(IllegalArgumentException.class, () -> connection.client(IScales.class));
  }

  /** A client whose module only has a serializer. */
  @Test
  void aModuleOfWritersAloneIsNotEnoughForAClient() {
    RemotingConnection connection =
        rig.connect(
            "half",
            builder ->
                builder.jacksonModule(
                    new SimpleModule().addSerializer(Weight.class, new ToStringSerializer())));
    String message =
        assertThrows(IllegalArgumentException.class, () -> connection.client(IScales.class))
            .getMessage();
    assertEquals(2, message.lines().filter(line -> line.contains("cannot be received")).count());
    assertEquals(0, message.lines().filter(line -> line.contains("cannot be sent")).count());
  }

  /** The reason adds no line to the service's log, the caller's exception or the caller's log. */
  @Test
  void refusalsCannotForgeLogLines() {
    rig.connect("server", OwnTypesTest::taught).serve(new Scales());
    RawClient raw = rig.observer("raw");
    raw.publish(
        "io.test/Scales/rpc/v3/add",
        "{\"correlationData\":\"1\",\"responseTopic\":\"r\",\"data\":[{\"g\":-1},{\"g\":1}]}");
    String refusal = "argument 'one': a weight is not negative:\\nfor ever";
    log.line("io.test/Scales.add: a request is refused, INVALID_ARGUMENT: " + refusal);
    assertEquals(refusal, Json.tree(raw.next("r").payload()).get("error").get("message").asText());
    raw.publish(
        "io.test/Scales/rpc/v3/add",
        "{\"correlationData\":\"2\",\"responseTopic\":\"r\","
            + "\"data\":[\"\\n[main] ERROR Forged\\u001b[31m\",{\"g\":1}]}");
    log.line("argument 'one': \"\\n[main] ERROR Forged\\u001b[31m\" is not a Weight");

    IScales scales = rig.connect("caller", OwnTypesTest::taught).client(IScales.class);
    Await.until(() -> "the value", () -> scales.getLast() != null);
    RemotingException failed =
        assertThrows(RemotingException.class, () -> scales.add(Weight.ofGrams(1), new Weight(-5)));
    assertEquals(ErrorCode.INVALID_ARGUMENT, failed.code());
    assertEquals("argument 'other': a weight is not negative:\\nfor ever", failed.reason());
  }

  @Test
  void theDebugLogHasTheStackTrace() {
    Logger logger =
        (Logger) LoggerFactory.getLogger("io.mqttremoting.internal.service.request.OperationCalls");
    Queue<String> told = new ConcurrentLinkedQueue<>();
    Appender<ILoggingEvent> appender =
        new UnsynchronizedAppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            if (event.getLevel() == Level.DEBUG && event.getThrowableProxy() != null) {
              told.add(
                  event.getFormattedMessage()
                      + "\n"
                      + ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
          }
        };
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.DEBUG);
    try {
      rig.connect("server", OwnTypesTest::taught).serve(new Scales());
      rig.raw("raw")
          .publish(
              "io.test/Scales/rpc/v3/add",
              "{\"correlationData\":\"1\",\"responseTopic\":\"r\",\"data\":[{\"g\":-1},{\"g\":1}]}");
      Await.until(() -> "the reason in " + told, () -> !told.isEmpty());
    } finally {
      logger.setLevel(null);
      logger.detachAppender(appender);
    }
    String text = told.element();
    assertTrue(text.startsWith("io.test/Scales.add: why the request was refused\n"), text);
    assertTrue(text.contains("IllegalArgumentException: a weight is not negative:\\nfor"), text);
    assertTrue(text.contains("at " + Weight.class.getName() + ".ofGrams("), text);
  }

  /** Nor does the error message of a reply that somebody else sends in the service's place. */
  @Test
  void repliesCannotForgeLogLines() {
    IScales scales = rig.connect("caller", OwnTypesTest::taught).client(IScales.class);
    RawClient raw = rig.observer("raw");
    CompletableFuture<Weight> sum = scales.addAsync(Weight.ofGrams(1), Weight.ofGrams(2));
    String request = raw.next("io.test/Scales/rpc/v3/add").text();
    raw.publish(
        Json.tree(request).get("responseTopic").asText(),
        "{\"correlationData\":"
            + Json.tree(request).get("correlationData")
            + ",\"error\":{\"code\":\"INTERNAL\",\"message\":\"\\n"
            + "[main] ERROR Forged\\u001b[31m\"}}");
    RemotingException failed = (RemotingException) Await.failure(sum);
    assertEquals("\\n[main] ERROR Forged\\u001b[31m", failed.reason());
  }
}
