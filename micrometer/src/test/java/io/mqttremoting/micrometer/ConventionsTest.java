package io.mqttremoting.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteEvent;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testbroker.EmbeddedBroker;
import io.mqttremoting.testsupport.Await;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The documented names are those of the observations, and users can replace them. */
@Timeout(60)
class ConventionsTest {
  private final EmbeddedBroker broker = EmbeddedBroker.start();
  private final TestObservationRegistry registry = TestObservationRegistry.create();

  @AfterEach
  void end() {
    broker.close();
  }

  private static List<String> names(KeyName[] keys) {
    return Arrays.stream(keys).map(KeyName::asString).sorted().toList();
  }

  private static List<String> keys(KeyValues values) {
    return values.stream().map(KeyValue::getKey).sorted().toList();
  }

  @Test
  void theDocumentationListsTheNamesAndKeys() {
    assertEquals(
        List.of(
            "rpc.client.call.duration",
            "rpc.server.call.duration",
            "mqtt.remoting.publish",
            "mqtt.remoting.handle"),
        Stream.of(RemotingObservationDocumentation.values())
            .map(RemotingObservationDocumentation::getName)
            .toList());
    RemoteCall call =
        RemoteCall.of(
            "plant7/line2/@kitchen/io.world/Hello", "say", RemoteCall.Kind.CALL, Optional.empty());
    ClientCallContext context = new ClientCallContext(call, URI.create("tcp://broker:1883"));
    ClientCallConvention convention = new ClientCallConvention();
    assertEquals("io.world.Hello/say", convention.getContextualName(context));
    assertEquals(
        names(RemotingObservationDocumentation.CLIENT_CALL.getLowCardinalityKeyNames()),
        keys(convention.getLowCardinalityKeyValues(context)));
    assertEquals(
        KeyValues.of(
            "mqtt.remoting.instance", "kitchen", "mqtt.remoting.namespace", "plant7/line2"),
        convention.getHighCardinalityKeyValues(context));
    ClientCallContext byAddress = new ClientCallContext(call, URI.create("tcp://[::1]:1883"));
    assertTrue(
        convention.getLowCardinalityKeyValues(byAddress).stream()
            .anyMatch(KeyValue.of("server.address", "::1")::equals));
    PublicationContext signal =
        new PublicationContext(RemoteEvent.of("io.world/Hello", "said", Metadata.empty()), false);
    PublicationConvention published = new PublicationConvention();
    assertEquals("publish io.world.Hello/said", published.getContextualName(signal));
    assertEquals(
        names(RemotingObservationDocumentation.PUBLICATION.getLowCardinalityKeyNames()),
        keys(published.getLowCardinalityKeyValues(signal)));
    assertEquals(KeyValues.empty(), published.getHighCardinalityKeyValues(signal));
  }

  @Test
  void anInterfaceIsNamedByItsLastTwoLevels() {
    assertEquals(
        new RemoteMember(Optional.empty(), Optional.empty(), "io.world.Hello", "say"),
        RemoteMember.of("io.world/Hello", "say"));
    assertEquals(
        new RemoteMember(Optional.empty(), Optional.of("kitchen"), "io.world.Hello", "say"),
        RemoteMember.of("@kitchen/io.world/Hello", "say"));
    assertEquals(
        new RemoteMember(Optional.of("plant7"), Optional.empty(), "io.world.Hello", "say"),
        RemoteMember.of("plant7/io.world/Hello", "say"));
  }

  private void call(UnaryOperator<RemotingObservation> options) throws Exception {
    RemotingObservation observation = options.apply(RemotingObservation.with(registry));
    String uri = broker.uri().toString();
    try (RemotingConnection serving =
            observation.applyTo(MqttRemoting.connection(uri).clientId("server")).connect();
        RemotingConnection calling =
            observation.applyTo(MqttRemoting.connection(uri).clientId("caller")).connect()) {
      Hello hello = new Hello();
      serving.serve(hello);
      IHello client = calling.client(IHello.class);
      CompletableFuture<String> heard = new CompletableFuture<>();
      client.onSaid(heard::complete);
      assertEquals(2, client.say("hi"));
      hello.raise("x");
      assertEquals("x", Await.result(heard));
    }
  }

  @Test
  void allObservationsEndAndNoneStaysCurrent() throws Exception {
    call(RemotingObservation::withSignals);
    TestObservationRegistryAssert.assertThat(registry)
        .doesNotHaveAnyRemainingCurrentObservation()
        .hasNumberOfObservationsEqualTo(4)
        .hasNumberOfObservationsWithNameEqualTo("rpc.client.call.duration", 1)
        .hasNumberOfObservationsWithNameEqualTo("rpc.server.call.duration", 1)
        .hasNumberOfObservationsWithNameEqualTo("mqtt.remoting.publish", 1)
        .hasNumberOfObservationsWithNameEqualTo("mqtt.remoting.handle", 1)
        .hasObservationWithNameEqualTo("rpc.server.call.duration")
        .that()
        .hasBeenStarted()
        .hasBeenStopped()
        .hasContextualNameEqualTo("io.world.Hello/say")
        .hasLowCardinalityKeyValue("rpc.response.status_code", "OK")
        .hasLowCardinalityKeyValue("error.type", "none")
        .hasHighCardinalityKeyValue("mqtt.remoting.caller", "caller");
  }

  @Test
  void usersReplaceConventions() throws Exception {
    call(
        observation ->
            observation
                .withSignals()
                .withClientConvention(
                    new ClientCallConvention() {
                      @Override
                      public String getName() {
                        return "my.client";
                      }

                      @Override
                      public KeyValues getLowCardinalityKeyValues(ClientCallContext context) {
                        return super.getLowCardinalityKeyValues(context).and("site", "north");
                      }
                    })
                .withServiceConvention(
                    new ServiceCallConvention() {
                      @Override
                      public String getContextualName(ServiceCallContext context) {
                        return context.callerId().orElseThrow() + " calls " + context.member();
                      }
                    })
                .withPublicationConvention(
                    new PublicationConvention() {
                      @Override
                      public String getName() {
                        return "my.signals";
                      }
                    })
                .withHandlerConvention(
                    new HandlerConvention() {
                      @Override
                      public String getName() {
                        return "my.handlers";
                      }
                    }));
    TestObservationRegistryAssert.assertThat(registry)
        .hasObservationWithNameEqualTo("my.client")
        .that()
        .hasLowCardinalityKeyValue("site", "north")
        .hasLowCardinalityKeyValue("rpc.method", "io.world.Hello/say");
    TestObservationRegistryAssert.assertThat(registry)
        .hasObservationWithNameEqualTo("rpc.server.call.duration")
        .that()
        .hasContextualNameEqualTo("caller calls io.world.Hello/say");
    TestObservationRegistryAssert.assertThat(registry)
        .hasObservationWithNameEqualTo("my.signals")
        .that()
        .hasLowCardinalityKeyValue("mqtt.remoting.kind", "signal");
    TestObservationRegistryAssert.assertThat(registry)
        .hasObservationWithNameEqualTo("my.handlers")
        .that()
        .hasLowCardinalityKeyValue("mqtt.remoting.kind", "signal");
  }

  private static final class Global extends ClientCallConvention
      implements GlobalObservationConvention<ClientCallContext> {
    @Override
    public String getName() {
      return "global.client";
    }
  }

  @Test
  void orForAWholeRegistry() throws Exception {
    registry.observationConfig().observationConvention(new Global());
    call(observation -> observation);
    TestObservationRegistryAssert.assertThat(registry)
        .hasNumberOfObservationsEqualTo(2)
        .hasObservationWithNameEqualTo("global.client");
  }

  @Test
  void aFailureWithoutACodeIsNamedByItsClass() throws Exception {
    RemotingObservation observation = RemotingObservation.with(registry);
    String uri = broker.uri().toString();
    try (RemotingConnection serving =
            observation
                .applyTo(MqttRemoting.connection(uri).clientId("server"))
                .serviceInterceptor(
                    (call, chain) -> {
                      throw new ArithmeticException("an interceptor fails");
                    })
                .connect();
        RemotingConnection calling = MqttRemoting.connect(uri)) {
      serving.serve(new Hello());
      IHello client = calling.client(IHello.class);
      assertThrows(RemotingException.class, () -> client.say("hi"));
    }
    TestObservationRegistryAssert.assertThat(registry)
        .hasNumberOfObservationsEqualTo(1)
        .hasObservationWithNameEqualTo("rpc.server.call.duration")
        .that()
        .hasBeenStopped()
        .hasError()
        .hasLowCardinalityKeyValue("rpc.response.status_code", "none")
        .hasLowCardinalityKeyValue("error.type", "java.lang.ArithmeticException");
  }

  @Test
  void metadataOfTheUserStaysAndTooMuchBaggageIsLeftOut() {
    Metadata mine = Metadata.of("tenant", "a");
    assertEquals(
        Metadata.of("tenant", "a").with("traceparent", "t"),
        Carrier.with(mine, new TreeMap<>(Map.of("traceparent", "t"))));
    assertEquals(mine, Carrier.with(mine, new TreeMap<>(Map.of("baggage", "x".repeat(9000)))));
    Map<String, String> carrier = new TreeMap<>();
    Carrier.SETTER.set(carrier, "X-B3-TraceId", "1");
    assertEquals(Map.of("x-b3-traceid", "1"), carrier);
    assertEquals("1", Carrier.GETTER.get(Metadata.of(carrier), "X-B3-TraceId"));
    assertTrue(Carrier.GETTER.get(Metadata.empty(), "traceparent") == null);
  }
}
