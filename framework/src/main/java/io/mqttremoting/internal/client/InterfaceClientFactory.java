package io.mqttremoting.internal.client;

import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.api.ContractCheck;
import io.mqttremoting.internal.client.call.CallFactory;
import io.mqttremoting.internal.client.call.CallSettings;
import io.mqttremoting.internal.client.call.CallThreads;
import io.mqttremoting.internal.client.call.Calls;
import io.mqttremoting.internal.client.call.InterfaceCalls;
import io.mqttremoting.internal.client.call.Presence;
import io.mqttremoting.internal.client.call.RemoteOperation;
import io.mqttremoting.internal.client.presence.AnnouncementRequest;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.client.presence.BrokerAnswers;
import io.mqttremoting.internal.client.presence.LivenessCheck;
import io.mqttremoting.internal.client.presence.Reachability;
import io.mqttremoting.internal.client.presence.ServiceClock;
import io.mqttremoting.internal.client.presence.ServiceConnections;
import io.mqttremoting.internal.client.presence.ServicePresence;
import io.mqttremoting.internal.client.presence.SeveralServicesWarning;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.Threads;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.InternalOperations;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the client sides of interfaces on one connection together, and holds what they share.
 * Thread-safe.
 */
final class InterfaceClientFactory {
  /** Enough for all calls that may be open, and for the tasks of services that come and go. */
  private static final int MAX_ASKING = 20_000;

  private static final int MAX_SENDING = 10_000;

  private final BrokerConnection connection;
  private final CallSettings settings;
  private final ClientThreads threads;
  private final Calls calls;
  private final BoundedQueue asking;
  private final BoundedQueue sending;
  private final BoundedQueue decoding;
  private final ServiceConnections serviceConnections;
  private final BrokerAnswers brokerAnswers;
  private final ServiceContracts contracts;

  InterfaceClientFactory(
      BrokerConnection connection, CallSettings settings, ClientThreads threads) {
    this.connection = connection;
    this.settings = settings;
    this.threads = threads;
    this.asking = threads.newLane(MAX_ASKING);
    this.sending = threads.newLane(MAX_SENDING);
    this.decoding = threads.newTurns();
    this.calls =
        new Calls(
            new CallThreads(asking, sending, threads.callbacks(), threads.timers()),
            threads.timers(),
            threads.counts());
    this.serviceConnections = new ServiceConnections(connection, asking, threads.counts());
    this.brokerAnswers = new BrokerAnswers(connection);
    this.contracts = new ServiceContracts(asking);
  }

  /** All calls of the connection. */
  Calls calls() {
    return calls;
  }

  /** From now on, the statuses of all connections are subscribed to together. */
  void followAll() throws TransportException {
    serviceConnections.followAll();
  }

  /**
   * The state of a new proxy.
   *
   * @param outer interceptors that run around its calls
   * @param inner interceptors that run inside of these
   */
  ProxyScope newScope(
      InterfaceScope shared, List<ClientInterceptor> outer, List<ClientInterceptor> inner) {
    List<ClientInterceptor> all = Stream.concat(outer.stream(), inner.stream()).toList();
    return new ProxyScope(
        shared,
        threads.newTurns(),
        all.isEmpty()
            ? Optional.empty()
            : Optional.of(new InterceptedCalls(shared.id(), all, calls.threads())));
  }

  /** How many tasks wait for the broker, or behind such a task. */
  int waitingForBroker() {
    return asking.size() + sending.size();
  }

  /** Creates the client side of an interface; it is not registered yet. */
  InterfaceClient of(InterfaceModel model) {
    Topics topics = new Topics(model.id());
    InterfaceScope shared =
        InterfaceScope.of(model.id(), connection, threads.watchdog(), threads.counts());
    ServicePresence services = new ServicePresence(serviceConnections, shared.messageLog());
    CallFactory factory =
        new CallFactory(
            calls, new BrokerCallSender(connection, threads.counts()), settings, topics);
    Reachability reachability = reachability(model, services, factory);
    ServiceClock clock = new ServiceClock();
    OperationModel ping = InternalOperations.ping();
    Presence unchecked = new InterfacePresence(services, reachability, clock::until, known -> null);
    RemoteOperation pinging = factory.operation(ping, ping.name(), unchecked);
    OperationModel describe = InternalOperations.describe();
    RemoteOperation describing = factory.operation(describe, describe.name(), unchecked);
    LivenessCheck lifeCheck = new LivenessCheck(services, clock, factory.ping(pinging), asking);
    Presence presence =
        new InterfacePresence(
            services, reachability, lifeCheck::until, contractCheck(model, services, describing));
    InterfaceCalls interfaceCalls = factory.interfaceCalls(presence);
    services.listen(interfaceCalls);
    services.listen(lifeCheck);
    services.listen(
        new SeveralServicesWarning(
            model.id(), !model.isDeclared() || !model.properties().isEmpty(), services));
    Members members =
        new Members(
            model,
            shared,
            services,
            new OperationClientFactory(factory, settings, presence),
            describing,
            decoding);
    Map<String, Consumer<Message>> receivers = members.receivers(topics);
    pinging.addReceivers(receivers);
    InterfaceEndpoint endpoint =
        new InterfaceEndpoint(members, receivers, shared, services, interfaceCalls, reachability);
    return new InterfaceClient(model, shared, members, services, interfaceCalls, endpoint);
  }

  private Reachability reachability(
      InterfaceModel model, ServicePresence services, CallFactory factory) {
    AnnouncementRequest request =
        new AnnouncementRequest(
            connection,
            services,
            factory::announcementRequest,
            asking,
            Threads.checks(),
            brokerAnswers);
    services.listen(request);
    return new Reachability(
        model.id(), connection, services, brokerAnswers, factory::probe, request);
  }

  /** Compares the contracts of services, unless that is off; returns what refuses calls. */
  private Function<Availability, @Nullable String> contractCheck(
      InterfaceModel model, ServicePresence services, RemoteOperation describing) {
    if (settings.contractCheck() == ContractCheck.OFF || !model.isDeclared()) {
      return known -> null;
    }
    ContractGuard guard =
        new ContractGuard(
            model,
            settings.json().contract(model),
            settings.contractCheck(),
            contracts,
            describing::ask);
    services.listen(guard);
    return guard::problem;
  }
}
