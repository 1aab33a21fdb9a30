package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.Fleet;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.RawClient;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to fleets at the same moment, and on brokers that do not let them know all. */
@Tag("long")
@Timeout(60)
class FleetRacesTest {
  @RegisterExtension private final Opened opened = new Opened();

  private RemotingConnection connect(Mosquitto broker, MqttVersion version, String id) {
    return opened.closedLater(
        Combination.connection(broker.uri(), Optional.of(version))
            .namespace("plant7")
            .clientId(id)
            .connect());
  }

  private static IHello.Hello serve(RemotingConnection serving, String instance) {
    IHello.Hello hello = new IHello.Hello();
    serving.serve(hello, ServiceOptions.defaults().withInstance(instance));
    return hello;
  }

  @ParameterizedTest
  @EnumSource
  void instancesJoinIfNothingTellsThatAllStatusesHaveCome(MqttVersion version) {
    Mosquitto broker =
        opened.closedLater(
            Mosquitto.startWithAcl(
                List.of(
                    "topic readwrite plant7/+/io.world/Hello/#",
                    "topic write plant7/_remoting/client", // but it may not read it
                    "topic readwrite plant7/_remoting/service")));
    serve(connect(broker, version, "service"), "kitchen");
    Fleet<IHello> fleet = connect(broker, version, "client").fleet(IHello.class);
    BlockingQueue<String> joined = new LinkedBlockingQueue<>();
    fleet.onJoined((name, hello) -> joined.add(name));
    assertEquals("kitchen", Await.next(joined));
  }

  @ParameterizedTest
  @EnumSource
  void aValueThatSomebodyClearsIsNoInstance(MqttVersion version) throws Exception {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    RawClient tidy = opened.closedLater(new RawClient(broker.uri(), "tidy"));
    Fleet<IHello> fleet = connect(broker, version, "client").fleet(IHello.class);
    BlockingQueue<String> joined = new LinkedBlockingQueue<>();
    fleet.onJoined((name, hello) -> joined.add(name));
    tidy.retain("plant7/@gone/io.world/Hello/prop/last", "");
    tidy.retain("plant7/@there/io.world/Hello/prop/last", "\"value\"");
    assertEquals("there", Await.next(joined));
    assertEquals(Set.of("there"), fleet.instances());
  }

  @ParameterizedTest
  @EnumSource
  void aClientThatIsMadeWhileAFleetIsClosedHearsItsService(MqttVersion version) throws Exception {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    RemotingConnection serving = connect(broker, version, "service");
    RemotingConnection calling = connect(broker, version, "client");
    for (int i = 0; i < 30; i++) {
      String name = "later" + i;
      Fleet<IHello> fleet = calling.fleet(IHello.class);
      Thread closing = new Thread(fleet::close, "closing");
      closing.start();
      IHello client = calling.client(IHello.class, name); // asks for what is retained, once
      closing.join();
      serve(serving, name).setLast("value");
      assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
      Await.equal("value", client::getLast);
    }
  }
}
