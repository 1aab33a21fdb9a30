package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.DiscoveryOptions;
import io.mqttremoting.Fleet;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.connection.TransportFactories;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Login;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import io.mqttremoting.internal.wire.UserProperties;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.Mosquitto;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the access control list that is shipped allows and forbids. */
@ParameterizedClass
@EnumSource(MqttVersion.class)
@Timeout(60)
class AclTest {
  /** Topics to which the clients of io.world/Hello must not publish. */
  private static final List<String> NOT_OF_CLIENTS =
      List.of(
          "io.world/Hello/prop/last",
          "io.world/Hello/sig/justSaid",
          "io.world/Hello/_status/me",
          "io.world/Hello/_group/me",
          "io.world/Hello/rpc/say/other/result",
          "io.world/Hello/rpc/v3/say/other/result",
          "io.world/Other/rpc/say",
          "_remoting/other");

  /** Topics to which the services of io.world/Hello must not publish. */
  private static final List<String> NOT_OF_SERVICES =
      List.of(
          "io.world/Hello/set/last",
          "io.world/Hello/rpc/say",
          "io.world/Hello/rpc/v3/say",
          "io.world/Other/prop/last",
          "io.world/Other/set/last",
          "io.world/Other/sig/justSaid",
          "io.world/Other/rpc/say",
          "io.world/Other/rpc/say/other/result",
          "io.world/Other/rpc/v3/say/other/result",
          "io.world/Other/_status/me",
          "io.world/Other/_group/me",
          "_remoting/other");

  private final MqttVersion version;
  private final Mosquitto broker = Mosquitto.startWithAcl(TestUsers.acl(), TestUsers.settings());
  private final List<AutoCloseable> opened = new ArrayList<>();

  AclTest(MqttVersion version) {
    this.version = version;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : opened) {
      resource.close();
    }
    broker.close();
  }

  private <T extends AutoCloseable> T closedLater(T resource) {
    opened.add(0, resource);
    return resource;
  }

  private ConnectionBuilder settings(String user) {
    return settings(broker, user);
  }

  private ConnectionBuilder settings(Mosquitto broker, String user) {
    return MqttRemoting.connection(broker.uri().toString())
        .mqttVersion(version)
        .credentials(user, TestUsers.password(user));
  }

  private RemotingConnection connection(String user) {
    return closedLater(settings(user).connect());
  }

  /** A connection of this user without the library on top; received messages go to a queue. */
  private Transport transport(String user, BlockingQueue<Message> inbox) throws TransportException {
    return transport(broker, user, inbox);
  }

  private Transport transport(Mosquitto broker, String user, BlockingQueue<Message> inbox)
      throws TransportException {
    String clientId = "bare" + opened.size();
    Security security =
        new Security(
            () -> Optional.of(new Login(user, TestUsers.password(user))),
            Security::jvmContext,
            true);
    Message will = new Message(Topics.connectionStatus("", clientId), new byte[0], 0, false);
    Transport.Listener listener =
        new Transport.Listener() {
          @Override
          public void onMessage(Message message) {
            inbox.add(message);
          }

          @Override
          public void onLost(Throwable cause) {
            inbox.add(message("lost", String.valueOf(cause)));
          }
        };
    return closedLater(
        TransportFactories.of(version)
            .get(0)
            .connect(
                new ConnectOptions(
                    broker.uri(), clientId, Await.DEADLINE, Duration.ofSeconds(20), will, security),
                listener));
  }

  private static Message message(String topic, String payload) {
    return new Message(topic, payload.getBytes(StandardCharsets.UTF_8), 1, false);
  }

  @Test
  void aClientDoesAllThatClientsDo() throws InterruptedException {
    connection(TestUsers.SERVICE).serve(new IHello.Hello());
    IHello hello = connection(TestUsers.CLIENT).client(IHello.class);
    assertTrue(ClientHandle.of(hello).awaitAvailable(Await.DEADLINE));
    BlockingQueue<String> signals = new LinkedBlockingQueue<>();
    hello.onJustSaid(signals::add);
    assertEquals("one", hello.say("one"));
    assertEquals("one", Await.next(signals));
    Await.equal("one", hello::getLast);
    hello.setLast("two");
    Await.equal("two", hello::getLast);
    IHello late = connection(TestUsers.CLIENT).client(IHello.class);
    Await.equal("two", () -> String.valueOf(late.getLast()));
  }

  /**
   * With the rule from the security page: a Qt client joins the operation and its client ID in one
   * topic level.
   */
  @Test
  void aQtClientHearsItsReplies() throws TransportException {
    assumeTrue(version == MqttVersion.MQTT_5, "which Qt clients speak");
    List<String> acl = new ArrayList<>(TestUsers.acl());
    acl.addAll(
        List.of(
            "user " + TestUsers.NOBODY,
            "topic write io.world/Hello/rpc/+",
            "topic read io.world/Hello/rpc/sayqt1/result"));
    Mosquitto withQt = closedLater(Mosquitto.startWithAcl(acl, TestUsers.settings()));
    closedLater(settings(withQt, TestUsers.SERVICE).connect()).serve(new IHello.Hello());
    BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
    Transport qt = transport(withQt, TestUsers.NOBODY, heard);
    qt.subscribe(List.of("io.world/Hello/rpc/+/result"), 1);
    qt.publish(
        new Message(
            "io.world/Hello/rpc/say",
            "[\"x\"]".getBytes(StandardCharsets.UTF_8),
            1,
            false,
            new Message.Properties(
                "io.world/Hello/rpc/sayqt1/result", new byte[] {'1'}, 0, UserProperties.NONE)),
        Await.DEADLINE,
        AclTest::isNothing);
    Message reply = Await.next(heard);
    assertEquals("io.world/Hello/rpc/sayqt1/result", reply.topic());
    assertEquals("\"x\"", new String(reply.payload(), StandardCharsets.UTF_8));
  }

  @Test
  void servicesCanShareInAGroup() {
    ServiceOptions inGroup = ServiceOptions.defaults().withGroup("hellos");
    connection(TestUsers.SERVICE).serve(new IHello.Hello(), inGroup);
    IHello.Hello second = new IHello.Hello();
    connection(TestUsers.SERVICE).serve(second, inGroup);
    IHello hello = connection(TestUsers.CLIENT).client(IHello.class);
    for (int i = 0; second.getLast().isEmpty(); i++) {
      assertEquals("call " + i, hello.say("call " + i));
      assertTrue(i < 100, "the second has its share");
    }
    Await.equal(second.getLast(), hello::getLast);
  }

  @Test
  void theLossOfAServiceIsTold() throws InterruptedException {
    RemotingConnection service = connection(TestUsers.SERVICE);
    service.serve(new IHello.Hello());
    IHello hello = connection(TestUsers.CLIENT).client(IHello.class);
    assertTrue(ClientHandle.of(hello).awaitAvailable(Await.DEADLINE));
    // Another connection with the same client ID: the broker ends this one, and publishes its will.
    closedLater(settings(TestUsers.SERVICE).clientId(service.clientId()).connect());
    Await.until("the service is gone", () -> !ClientHandle.of(hello).isAvailable());
  }

  @Test
  void aClientCannotSpeakForOthers() throws TransportException {
    assertPublishesNoneOf(NOT_OF_CLIENTS, TestUsers.CLIENT, "io.world/Hello/set/last");
  }

  @Test
  void aServiceCannotSpeakForOthers() throws TransportException {
    assertPublishesNoneOf(NOT_OF_SERVICES, TestUsers.SERVICE, "io.world/Hello/prop/last");
  }

  private void assertPublishesNoneOf(List<String> topics, String user, String allowed)
      throws TransportException {
    BlockingQueue<Message> observed = new LinkedBlockingQueue<>();
    transport(TestUsers.OBSERVER, observed).subscribe(List.of("#"), 1);
    Transport confined = transport(user, new LinkedBlockingQueue<>());
    BlockingQueue<TransportException> refusals = new LinkedBlockingQueue<>();
    for (String topic : topics) {
      confined.publish(message(topic, "\"false\""), Await.DEADLINE, refusals::add);
      if (version == MqttVersion.MQTT_5) { // MQTT 3.1.1 reports no refusal
        TransportException refusal = Await.next(refusals);
        assertEquals(ErrorCode.PERMISSION_DENIED, refusal.code());
        assertEquals(
            "cannot publish to %s at %s: its access control list does not allow that to user '%s'"
                    .formatted(topic, broker.uri(), user)
                + " (NOT_AUTHORIZED)",
            refusal.getMessage());
      }
    }
    confined.publish(message(allowed, "\"true\""), Await.DEADLINE, refusals::add);
    assertEquals(allowed, Await.next(observed).topic());
    assertEquals(List.of(), List.copyOf(refusals));
  }

  @Test
  void aClientCannotHearWhatOthersAreTold() throws TransportException {
    BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
    transport(TestUsers.CLIENT, heard)
        .subscribe(
            List.of("io.world/#", "_remoting/#"), 1); // mosquitto grants it, and sends little
    Transport service = transport(TestUsers.SERVICE, new LinkedBlockingQueue<>());
    Transport other = transport(TestUsers.CLIENT, new LinkedBlockingQueue<>());
    for (String topic :
        List.of("io.world/Hello/rpc/say/other/result", "io.world/Hello/rpc/v3/say/other/result")) {
      service.publish(message(topic, "1"), Await.DEADLINE, AclTest::isNothing);
    }
    other.publish(message("io.world/Hello/set/last", "\"x\""), Await.DEADLINE, AclTest::isNothing);
    other.publish(message("io.world/Hello/rpc/say", "[\"x\"]"), Await.DEADLINE, AclTest::isNothing);
    service.publish(
        message("io.world/Hello/sig/justSaid", "[\"x\"]"), Await.DEADLINE, AclTest::isNothing);
    assertEquals("io.world/Hello/sig/justSaid", Await.next(heard).topic());
  }

  @Test
  void aServiceCannotHearWhatOthersAreTold() throws TransportException {
    BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
    transport(TestUsers.SERVICE, heard)
        .subscribe(List.of("io.world/#", "_remoting/#"), 1); // granted, but delivers little
    Transport other = transport(TestUsers.SERVICE, new LinkedBlockingQueue<>());
    for (String topic :
        List.of(
            "io.world/Hello/sig/justSaid",
            "io.world/Hello/_status/other",
            "io.world/Hello/rpc/say/other/result",
            "io.world/Hello/rpc/v3/say/other/result",
            "_remoting/bare1")) { // the status of the other connection
      publish(other, message(topic, "1"));
    }
    Transport client = transport(TestUsers.CLIENT, new LinkedBlockingQueue<>());
    publish(client, message("io.world/Hello/set/last", "\"x\""));
    assertEquals("io.world/Hello/set/last", Await.next(heard).topic());
  }

  /** Returns when the broker has accepted the message, no matter to whom it passes it on. */
  private static void publish(Transport by, Message message) throws TransportException {
    BlockingQueue<Boolean> ended = new LinkedBlockingQueue<>();
    by.publish(
        message,
        Await.DEADLINE,
        new Transport.PublishListener() {
          @Override
          public void onTaken() {
            ended.add(true);
          }

          @Override
          public void onRefused(TransportException refusal) {
            isNothing(refusal);
            ended.add(true);
          }
        });
    Await.next(ended);
  }

  @Test
  void servingWithoutTheRightsIsLogged() {
    try (LogCapture log = LogCapture.ofEverybody(Level.WARN)) {
      connection(TestUsers.CLIENT).serve(new IHello.Hello());
      if (version == MqttVersion.MQTT_5) { // MQTT 3.1.1 reports no refusal
        log.line("io.world/Hello/prop/last: not passed on: ", "user 'hello-client'");
        log.line("io.world/Hello: that it is served could not be told: ", "'hello-client'");
      }
    }
  }

  @Test
  void identifiersMayBeBoundToUsers() throws InterruptedException {
    try (Mosquitto binding =
            Mosquitto.startWithAcl(
                TestUsers.acl(), TestUsers.settings("use_username_as_clientid true"));
        RemotingConnection service =
            settings(binding, TestUsers.SERVICE).clientId(TestUsers.SERVICE).connect();
        RemotingConnection client =
            settings(binding, TestUsers.CLIENT).clientId(TestUsers.CLIENT).connect();
        RemotingConnection posing =
            settings(binding, TestUsers.NOBODY).clientId(TestUsers.SERVICE).connect()) {
      service.serve(new IHello.Hello());
      IHello hello = client.client(IHello.class);
      assertTrue(ClientHandle.of(hello).awaitAvailable(Await.DEADLINE));
      assertEquals("hi", hello.say("hi"));
      assertTrue(posing.isConnected() && service.isConnected());
    }
  }

  @Test
  void devicesAreInstancesByTheirIdentifiers() throws Exception {
    for (String device : List.of(TestUsers.KITCHEN, TestUsers.CELLAR)) {
      device(device).serve(new IHello.Hello(), ServiceOptions.defaults().withInstance(device));
    }
    RemotingConnection calling =
        closedLater(
            settings(TestUsers.PLANT_CLIENT)
                .clientId(TestUsers.PLANT_CLIENT)
                .namespace("plant7")
                .connect());
    Fleet<IHello> fleet = calling.fleet(IHello.class);
    BlockingQueue<String> signals = new LinkedBlockingQueue<>();
    BlockingQueue<String> joined = new LinkedBlockingQueue<>();
    fleet.onJoined(
        (name, hello) -> {
          hello.onJustSaid(text -> signals.add(name + ": " + text));
          joined.add(name);
        });
    Await.next(joined);
    Await.next(joined);
    for (String device : List.of(TestUsers.KITCHEN, TestUsers.CELLAR)) {
      IHello hello = fleet.await(device, Await.DEADLINE).orElseThrow();
      assertEquals("hi", hello.say("hi"));
      assertEquals(device + ": hi", Await.next(signals));
      hello.setLast("set");
      Await.equal("set", hello::getLast);
    }
  }

  @Test
  void aFinderDiscoversAllServices() throws Exception {
    connection(TestUsers.SERVICE).serve(new IHello.Hello());
    device(TestUsers.KITCHEN)
        .serve(new IHello.Hello(), ServiceOptions.defaults().withInstance(TestUsers.KITCHEN));
    DiscoveryOptions everywhere = DiscoveryOptions.defaults().withAllNamespaces();
    assertEquals(
        List.of("io.world/Hello ONLINE", "plant7/@kitchen/io.world/Hello ONLINE"),
        connection(TestUsers.FINDER).discover(Await.DEADLINE, everywhere).stream()
            .map(service -> service.id() + " " + service.state())
            .toList());
    RemotingConnection inPlant =
        closedLater(settings(TestUsers.FINDER).clientId("x").namespace("plant7").connect());
    assertEquals(1, inPlant.discover(Await.DEADLINE).size());
    assertEquals(
        List.of(), connection(TestUsers.NOBODY).discover(Duration.ofSeconds(1), everywhere));
  }

  @Test
  void whereIdentifiersAreBoundToUsersDiscoveryFailsAndTheConnectionComesBack() throws Exception {
    try (Mosquitto binding =
            Mosquitto.startWithAcl(
                TestUsers.acl(), TestUsers.settings("use_username_as_clientid true"));
        RemotingConnection finding =
            settings(binding, TestUsers.FINDER).clientId(TestUsers.FINDER).connect()) {
      NotConnectedException thrown =
          assertThrows(NotConnectedException.class, finding::watchServices);
      assertEquals(
          "UNAVAILABLE: when finder-discover1 to "
              + binding.uri()
              + " connected for discovery, it or this connection was lost. If the broker replaces"
              + " client identifiers by user names, discover as a user of its own",
          thrown.getMessage());
      assertTrue(finding.awaitConnected(Await.DEADLINE));
    }
  }

  private RemotingConnection device(String name) {
    return closedLater(settings(name).clientId(name).namespace("plant7").connect());
  }

  @Test
  void aDeviceCannotSpeakForAnother() throws TransportException {
    BlockingQueue<Message> observed = new LinkedBlockingQueue<>();
    transport(TestUsers.OBSERVER, observed).subscribe(List.of("#"), 1);
    Transport kitchen = transport(TestUsers.KITCHEN, new LinkedBlockingQueue<>()); // bare1
    String other = "plant7/@cellar/io.world/Hello/";
    for (String topic :
        List.of(
            other + "prop/last",
            other + "sig/justSaid",
            other + "set/last",
            other + "rpc/say",
            other + "rpc/say/plant7-client/result",
            other + "_status/bare1",
            "plant7/@bare1/io.world/Hello/_status/cellar",
            "plant7/io.world/Hello/prop/last",
            "plant7/_remoting/cellar",
            "@bare1/io.world/Hello/prop/last")) {
      kitchen.publish(message(topic, "\"false\""), Await.DEADLINE, refused -> {});
    }
    publish(kitchen, message("plant7/@bare1/io.world/Hello/prop/last", "\"true\""));
    assertEquals("plant7/@bare1/io.world/Hello/prop/last", Await.next(observed).topic());
  }

  private static void isNothing(TransportException refusal) {
    assertEquals(ErrorCode.UNAVAILABLE, refusal.code());
  }

  @Test
  void aCallThatIsNotAllowedFails() {
    connection(TestUsers.SERVICE).serve(new IHello.Hello());
    IHello hello =
        closedLater(settings(TestUsers.NOBODY).callTimeout(Duration.ofSeconds(1)).connect())
            .client(IHello.class);
    RemotingException thrown = assertThrows(RemotingException.class, () -> hello.say("x"));
    if (version == MqttVersion.MQTT_5) {
      assertEquals(ErrorCode.PERMISSION_DENIED, thrown.code());
      assertTrue(thrown.reason().contains("user 'nobody'"), thrown.reason());
      assertEquals("io.world/Hello", thrown.interfaceName());
      assertEquals("say", thrown.member());
    } else { // the broker accepts the request and drops it
      assertEquals(CallTimeoutException.class, thrown.getClass());
    }
  }
}
