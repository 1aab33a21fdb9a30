package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Level;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.Contract;
import io.mqttremoting.Fleet;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.ContractCheck;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.RawClient;
import io.mqttremoting.testsupport.TestBroker;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients whose contract is another than that of the service. */
@Timeout(60)
class ContractCheckTest {
  private static final String DIFFERENCES =
      "field 'fullName' of P2 is missing; has it been renamed to 'name'?;"
          + " constant 'LOW' of Rank is 1 instead of 0; constant 'HIGH' of Rank is 0 instead of 1;"
          + " operation 'dismiss' is missing; operation 'rename' needs the new parameter 'why'";

  @RegisterExtension static final RunningBrokers BROKERS = new RunningBrokers();

  private static int namespaces;

  @RegisterExtension private final Opened opened = new Opened();

  @RemoteInterface(module = "test.drift", name = "People")
  interface IPeople {
    @Property
    P2 getChief();

    @Property
    void setChief(P2 chief);

    @Property
    Subscription onChiefChanged(Consumer<P2> handler);

    @Operation
    int count(Rank rank);

    @Operation
    void rename(P2 person);

    @Operation
    void dismiss();

    record P2(String fullName, int age) {}

    enum Rank {
      LOW,
      HIGH
    }
  }

  /** The same contract as {@link IPeople}, but another type. */
  @RemoteInterface(module = "test.drift", name = "People")
  interface ISamePeople extends IPeople {}

  /** What of the contract is the same at the service. */
  @RemoteInterface(module = "test.drift", name = "People")
  interface IPart {
    @Property
    Named getChief();

    record Named(int age) {}
  }

  /** The service's. */
  @RemoteInterface(module = "test.drift", name = "People", version = "2.0")
  interface INewPeople {
    @Property
    Person getChief();

    @Property
    void setChief(Person chief);

    @Property
    Subscription onChiefChanged(Consumer<Person> handler);

    @Operation
    int count(Grade rank);

    @Operation
    void rename(Person person, String why);

    record Person(String name, int age) {}

    enum Grade {
      HIGH,
      LOW
    }
  }

  private static final class People implements INewPeople {
    private final ObservableValue<Person> chief = new ObservableValue<>(new Person("Ada", 3));

    @Override
    public Person getChief() {
      return chief.get();
    }

    @Override
    public void setChief(Person chief) {
      this.chief.set(chief);
    }

    @Override
    public Subscription onChiefChanged(Consumer<Person> handler) {
      return chief.onChange(handler);
    }

    @Override
    public int count(Grade rank) {
      return rank == Grade.HIGH ? 0 : 1;
    }

    @Override
    public void rename(Person person, String why) {}
  }

  static Stream<Combination> combinations() {
    return Combination.all();
  }

  private static TestBroker broker(BrokerKind kind) {
    return BROKERS.of(kind);
  }

  private RemotingConnection connect(
      BrokerKind kind, Optional<MqttVersion> version, ContractCheck check) {
    return opened.closedLater(
        Combination.connection(broker(kind).uri(), version).contractCheck(check).connect());
  }

  private RawClient observer(BrokerKind kind) {
    return opened.closedLater(
        new RawClient(broker(kind).uri(), "observer").subscribe("test.drift/#"));
  }

  /**
   * How often services were asked for their contract. Repetitions of a request, which has the same
   * correlation data, do not count; those of MQTT 5 cannot be told apart here.
   */
  private static long describes(RawClient observer) {
    observer.fence();
    return observer.seen().stream()
        .filter(each -> each.topic().endsWith("/_describe"))
        .map(each -> each.text().replaceFirst(".*(\"correlationData\":\"[^\"]*\").*", "$1"))
        .distinct()
        .count();
  }

  private static <T> T available(RemotingConnection connection, Class<T> type)
      throws InterruptedException {
    T client = connection.client(type);
    ClientHandle.of(client).awaitAvailable(Await.DEADLINE);
    return client;
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void onceForAllClientsTheDifferencesAreLogged(Combination with) throws Exception {
    RawClient raw = observer(with.broker());
    RemotingConnection serving = connect(with.broker(), with.service(), ContractCheck.WARN);
    RemotingConnection calling = connect(with.broker(), with.client(), ContractCheck.WARN);
    try (LogCapture log = new LogCapture()) {
      ServiceHandle service = serving.serve(new People());
      IPeople client = available(calling, IPeople.class);
      String expected =
          "test.drift/People: the service at '"
              + serving.clientId()
              + "' has another contract than this client: "
              + DIFFERENCES;
      Await.equal(List.of(expected), log::lines);
      assertEquals(1, client.count(IPeople.Rank.HIGH), "it is called nevertheless, and misread");

      available(calling, IPeople.class);
      service.close();
      Await.equal(false, ClientHandle.of(client)::isAvailable);
      opened.closedLater(serving.serve(new People()));
      ClientHandle.of(client).awaitAvailable(Await.DEADLINE);
      available(calling, ISamePeople.class);
      Await.equal(List.of(expected, expected), log::lines); // one for each type
      assertEquals(1, describes(raw));
    }
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void aStrictConnectionSendsNoCalls(Combination with) throws Exception {
    RemotingConnection serving = connect(with.broker(), with.service(), ContractCheck.STRICT);
    RemotingConnection calling = connect(with.broker(), with.client(), ContractCheck.STRICT);
    try (LogCapture log = new LogCapture();
        ServiceHandle service = serving.serve(new People())) {
      IPeople client = available(calling, IPeople.class);
      log.line("test.drift/People: the service at");
      RawClient raw = observer(with.broker());
      raw.fence();
      raw.clear();

      RemotingException refusal =
          assertThrows(RemotingException.class, () -> client.count(IPeople.Rank.HIGH));
      assertEquals(
          "test.drift/People.count: FAILED_PRECONDITION: not sent, because the service has another"
              + " contract than this client: "
              + DIFFERENCES,
          refusal.getMessage(),
          service::toString);
      RemotingException ofSetter =
          assertThrows(RemotingException.class, () -> client.setChief(new IPeople.P2("Grace", 4)));
      assertEquals(ErrorCode.FAILED_PRECONDITION, ofSetter.code());
      assertEquals("chief", ofSetter.member());
      assertEquals(new IPeople.P2(null, 3), client.getChief(), "values arrive");
      raw.fence();
      assertEquals(List.of(), raw.lines("test.drift/"));

      assertEquals(Contract.of(INewPeople.class), Await.result(ClientHandle.of(client).contract()));
      INewPeople same = available(calling, INewPeople.class);
      assertEquals(1, same.count(INewPeople.Grade.LOW), "another client on this connection");
    }
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void onceForAllInstancesTheDifferencesAreLogged(Combination with) throws Exception {
    String namespace = "drifting" + ++namespaces;
    RemotingConnection serving =
        opened.closedLater(
            Combination.connection(broker(with.broker()).uri(), with.service())
                .namespace(namespace)
                .connect());
    RemotingConnection calling =
        opened.closedLater(
            Combination.connection(broker(with.broker()).uri(), with.client())
                .namespace(namespace)
                .contractCheck(ContractCheck.STRICT)
                .connect());
    try (LogCapture log = new LogCapture(Level.DEBUG);
        RawClient raw = new RawClient(broker(with.broker()).uri(), "watching " + namespace)) {
      raw.subscribe(namespace + "/#");
      Fleet<IPeople> fleet = calling.fleet(IPeople.class);
      for (String name : List.of("a", "b", "c")) {
        opened.closedLater(
            serving.serve(new People(), ServiceOptions.defaults().withInstance(name)));
        IPeople client = fleet.await(name, Await.DEADLINE).orElseThrow();
        String words =
            namespace
                + "/@"
                + name
                + "/test.drift/People: the service at '"
                + serving.clientId()
                + "' has another contract than this client: "
                + DIFFERENCES;
        assertEquals(
            name.equals("a") ? Level.WARN : Level.DEBUG, log.line(words).getLevel(), words);
        Await.until(
            "calls are refused",
            () -> {
              try {
                client.dismiss();
                return false;
              } catch (RemotingException e) {
                return e.code() == ErrorCode.FAILED_PRECONDITION
                    && e.interfaceName().equals(namespace + "/@" + name + "/test.drift/People");
              }
            });
      }
      assertEquals(1, describes(raw));
    }
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void whoFitsOrDoesNotCareHearsNothing(Combination with) throws Exception {
    RawClient raw = observer(with.broker());
    RemotingConnection serving = connect(with.broker(), with.service(), ContractCheck.WARN);
    RemotingConnection strict = connect(with.broker(), with.client(), ContractCheck.STRICT);
    RemotingConnection off = connect(with.broker(), with.client(), ContractCheck.OFF);
    try (LogCapture log = new LogCapture(Level.DEBUG);
        ServiceHandle service = serving.serve(new People())) {
      assertEquals(1, available(off, IPeople.class).count(IPeople.Rank.HIGH));
      assertEquals(1, available(strict, INewPeople.class).count(INewPeople.Grade.LOW));
      assertEquals(0, describes(raw), service::toString);
      IPart part = available(strict, IPart.class);
      log.line(
          "test.drift/People: the service at '"
              + serving.clientId()
              + "' has another contract, which fits");
      assertEquals(1, describes(raw));
      assertEquals(new IPart.Named(3), part.getChief());
      assertEquals(
          new IPart.Named(3), Await.result(ClientHandle.of(part).fetch("chief")), "calls go");
    }
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void aServiceWithoutContractIsNotAsked(Combination with) throws Exception {
    RawClient raw = observer(with.broker());
    RemotingConnection calling = connect(with.broker(), with.client(), ContractCheck.STRICT);
    raw.retain("_remoting/other", "{\"online\":true,\"session\":\"s\"}");
    raw.retain(
        "test.drift/People/_status/other",
        "{\"online\":true,\"mappings\":[\"v3\"],\"session\":\"s\"}");
    IPeople client = available(calling, IPeople.class);
    RemotingException thrown =
        assertInstanceOf(
            RemotingException.class, Await.failure(ClientHandle.of(client).contract()));
    assertEquals(
        "test.drift/People._describe: UNIMPLEMENTED: the service publishes no contract: it is of"
            + " another or an older library",
        thrown.getMessage());
    assertEquals(0, describes(raw));
    raw.forget("_remoting/other");
    raw.forget("test.drift/People/_status/other");
  }

  @Test
  void aMixedGroupIsRefusedAsLongAsAMemberDoesNotFit() throws Exception {
    BrokerKind kind = BrokerKind.MOSQUITTO;
    ServiceOptions grouped = ServiceOptions.defaults().withGroup("g");
    RemotingConnection calling = connect(kind, Optional.empty(), ContractCheck.STRICT);
    try (LogCapture log = new LogCapture();
        ServiceHandle one =
            connect(kind, Optional.empty(), ContractCheck.WARN).serve(new People(), grouped)) {
      INewPeople client = available(calling, INewPeople.class);
      assertEquals(1, client.count(INewPeople.Grade.LOW), one::toString);
      RemotingConnection older = connect(kind, Optional.empty(), ContractCheck.WARN);
      try (ServiceHandle other = older.serve(IPeople.class, new OldPeople(), grouped)) {
        log.line("the service at '" + older.clientId() + "' has another contract", "fullName");
        RemotingException refusal =
            assertThrows(
                RemotingException.class, () -> client.count(INewPeople.Grade.LOW), other::toString);
        assertEquals(ErrorCode.FAILED_PRECONDITION, refusal.code());
      }
      Await.until(
          "the other has left",
          () -> {
            try {
              return client.count(INewPeople.Grade.LOW) == 1;
            } catch (RemotingException e) {
              return false;
            }
          });
    }
  }

  private static final class OldPeople implements IPeople {
    @Override
    public P2 getChief() {
      return new P2("Ada", 3);
    }

    @Override
    public void setChief(P2 chief) {}

    @Override
    public Subscription onChiefChanged(Consumer<P2> handler) {
      return () -> {};
    }

    @Override
    public int count(Rank rank) {
      return -1;
    }

    @Override
    public void rename(P2 person) {}

    @Override
    public void dismiss() {}
  }
}
