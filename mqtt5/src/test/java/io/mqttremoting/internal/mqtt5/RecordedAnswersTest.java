package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.TestBroker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Java client understands every property, signal and reply recorded from a service in another
 * language. The expected Java values come from a plain Jackson; those that are easy to get wrong
 * are written out by hand.
 */
class RecordedAnswersTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TEXT = "Grüße \"q\" \\ / \n\t 漢字 😀";

  private final Map<String, Object> clients = new HashMap<>();
  private final Map<String, Class<?>> types = new HashMap<>();
  private TestBroker broker;
  private RemotingConnection connection;
  private RawClient peer;

  @BeforeEach
  void start() {
    broker = BrokerKind.MOSQUITTO.start();
    connection = MqttRemoting.connect(broker.uri().toString());
    for (Class<?> type : Echo.types()) {
      String id = type.getAnnotation(RemoteInterface.class).module() + "/" + type.getSimpleName();
      types.put(id, type);
      clients.put(id, connection.client(type));
    }
    peer = new RawClient(broker.uri());
  }

  @AfterEach
  void end() {
    if (peer != null) {
      peer.close();
    }
    if (connection != null) {
      connection.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  private Method method(Recording recording, String name) {
    return Arrays.stream(types.get(recording.interfaceId()).getMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no method " + name + " for " + recording));
  }

  private Object call(Recording recording, Method method, Object... arguments) {
    try {
      return method.invoke(clients.get(recording.interfaceId()), arguments);
    } catch (InvocationTargetException e) {
      throw new AssertionError(recording.toString(), e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String capitalized(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private static Object read(JsonNode json, Type type) {
    return JSON.convertValue(json, JSON.constructType(type));
  }

  private static List<Recording> recorded(String file, String kind) {
    return Recording.read(file).stream().filter(r -> r.kind().equals(kind)).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"python-peer.jsonl", "cpp14-peer.jsonl"})
  void propertiesAreRead(String file) {
    List<Recording> values = recorded(file, "prop");
    assertTrue(values.size() > 5, values::toString);
    for (Recording value : values) {
      Method getter = method(value, "get" + capitalized(value.member()));
      peer.publish(RawClient.message(value.topic(), value.payload()).retain(true));
      Await.equal(read(value.json(), getter.getGenericReturnType()), () -> call(value, getter));
    }
  }

  @Test
  void extremeValuesAreReadExactly() {
    Peers.SimpleInterface simple = (Peers.SimpleInterface) clients.get("tb.simple/SimpleInterface");
    Peers.SimpleArrayInterface arrays =
        (Peers.SimpleArrayInterface) clients.get("tb.simple/SimpleArrayInterface");
    Peers.EnumInterface enums = (Peers.EnumInterface) clients.get("tb.enum/EnumInterface");
    Peers.StructInterface structs = (Peers.StructInterface) clients.get("testbed1/StructInterface");
    Set<String> checked = new HashSet<>();
    for (Recording value : recorded("cpp14-peer.jsonl", "prop")) {
      peer.publish(RawClient.message(value.topic(), value.payload()));
      String said = value.member() + " " + value.payload();
      switch (said) {
        case "propInt64 -9223372036854775808" -> Await.equal(Long.MIN_VALUE, simple::getPropInt64);
        case "propInt64 9223372036854775807" -> Await.equal(Long.MAX_VALUE, simple::getPropInt64);
        case "propInt -2147483648" -> Await.equal(Integer.MIN_VALUE, simple::getPropInt);
        case "propFloat32 3.4028234663852886e+38" ->
            Await.equal(Float.MAX_VALUE, simple::getPropFloat32);
        case "propFloat32 1.100000023841858" -> Await.equal(1.1f, simple::getPropFloat32);
        case "propFloat64 1.7976931348623157e+308" ->
            Await.equal(Double.MAX_VALUE, simple::getPropFloat64);
        case "propInt64 [-9223372036854775808,9223372036854775807]" ->
            Await.equal(List.of(Long.MIN_VALUE, Long.MAX_VALUE), arrays::getPropInt64);
        case "propFloat32 [3.4028234663852886e+38,1.100000023841858]" ->
            Await.equal(List.of(Float.MAX_VALUE, 1.1f), arrays::getPropFloat32);
        case "prop1 3" -> Await.equal(Peers.Enum1.VALUE3, enums::getProp1);
        case "propBool {\"fieldBool\":true}" ->
            Await.equal(new Peers.StructBool(true), structs::getPropBool);
        default -> {
          if (said.startsWith("propString \"Gr")) {
            Await.equal(TEXT, simple::getPropString);
          } else if (said.startsWith("propString {\"fieldString\":\"Gr")) {
            Await.equal(new Peers.StructString(TEXT), structs::getPropString);
          } else {
            continue;
          }
        }
      }
      checked.add(said);
    }
    assertEquals(12, checked.size(), checked::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"python-peer.jsonl", "cpp14-peer.jsonl"})
  void signalsAreHeard(String file) {
    List<Recording> signals = recorded(file, "sig");
    assertTrue(signals.size() > 5, signals::toString);
    BlockingQueue<List<Object>> heard = new LinkedBlockingQueue<>();
    for (Recording signal : signals) {
      Method adder = method(signal, "on" + capitalized(signal.member()));
      Type handler = adder.getGenericParameterTypes()[0];
      boolean hasArgument = handler instanceof ParameterizedType;
      Object listener =
          hasArgument
              ? (Consumer<Object>) argument -> heard.add(List.of(argument))
              : (Runnable) () -> heard.add(List.of());
      Subscription subscription = (Subscription) call(signal, adder, listener);
      peer.publish(RawClient.message(signal.topic(), signal.payload()));
      if (hasArgument && !signal.json().isArray()) { // malformed; later signals still arrive
        peer.publish(RawClient.message(signal.topic(), "[[\"after\"]]"));
        assertEquals(List.of(List.of("after")), Await.next(heard), signal::toString);
      } else if (hasArgument) {
        Type type = ((ParameterizedType) handler).getActualTypeArguments()[0];
        assertEquals(
            List.of(read(signal.json().get(0), type)), Await.next(heard), signal::toString);
      } else {
        assertEquals(List.of(), Await.next(heard), signal::toString);
      }
      subscription.close();
    }
    assertTrue(heard.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"python-peer.jsonl", "cpp14-peer.jsonl"})
  void repliesAreReturned(String file) {
    List<Recording> all = Recording.read(file);
    peer.subscribe("+/+/rpc/+");
    for (Recording request : all.stream().filter(Recording::isRequest).toList()) {
      Method method = method(request, request.member());
      Type[] types = method.getGenericParameterTypes();
      Object[] arguments = new Object[types.length];
      for (int i = 0; i < types.length; i++) {
        arguments[i] = read(request.json().get(i), types[i]);
      }
      CompletableFuture<Object> result =
          CompletableFuture.supplyAsync(() -> call(request, method, arguments));
      Mqtt5Publish sent = peer.next(request.topic());
      assertDeclaresTheProfile(sent);
      for (int i = 0; i < types.length; i++) {
        JsonNode argument = Recording.tree(RawClient.text(sent)).get(i);
        assertEquals(arguments[i], read(argument, types[i]), request::toString);
      }
      String recorded = request.reply(all).map(Recording::payload).orElse("{\"any\":[\"json\"]}");
      peer.publish(reply(sent, recorded));
      peer.publish(reply(sent, "[\"a second reply\"]"));
      Object expected =
          method.getReturnType() == void.class
              ? null
              : read(Recording.tree(recorded), method.getGenericReturnType());
      assertEquals(expected, result.join(), request::toString);
    }
  }

  private static Mqtt5PublishBuilder.Complete reply(Mqtt5Publish request, String payload) {
    return RawClient.message(request.getResponseTopic().orElseThrow().toString(), payload)
        .correlationData(request.getCorrelationData().orElseThrow());
  }

  private static void assertDeclaresTheProfile(Mqtt5Publish request) {
    assertEquals(Map.of("remoting", "1"), RawClient.userProperties(request));
    assertEquals("application/json", request.getContentType().orElseThrow().toString());
    assertEquals(
        Mqtt5PayloadFormatIndicator.UTF_8, request.getPayloadFormatIndicator().orElseThrow());
    long expiry = request.getMessageExpiryInterval().orElseThrow();
    assertTrue(expiry == 30 || expiry == 29, "a call may take 30 s, and expires in " + expiry);
  }
}
