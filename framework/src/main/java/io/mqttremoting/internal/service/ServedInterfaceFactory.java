package io.mqttremoting.internal.service;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.concurrent.Turn;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.ContractInterface;
import io.mqttremoting.internal.model.End;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.InterfaceReader;
import io.mqttremoting.internal.service.presence.ConnectionStatus;
import io.mqttremoting.internal.service.request.RequestThreads;
import io.mqttremoting.internal.service.value.Implementation;
import io.mqttremoting.internal.service.value.JavaImplementation;
import io.mqttremoting.internal.service.value.ServedObject;
import java.time.Duration;
import java.util.function.Supplier;

/** Creates the served interfaces of one connection. Thread-safe. */
final class ServedInterfaceFactory {
  private final BrokerConnection connection;
  private final JsonCodec json;
  private final ServiceThreads threads;
  private final TaskQueue background;
  private final String session;
  private final Duration statusExpiry;
  private final ConnectionStatus connectionStatus;

  /** Creates services on {@code connection}; the other parameters are those of {@link Services}. */
  ServedInterfaceFactory(
      BrokerConnection connection,
      JsonCodec json,
      ServiceThreads threads,
      String session,
      Duration statusExpiry,
      ConnectionStatus connectionStatus) {
    this.connection = connection;
    this.json = json;
    this.threads = threads;
    this.background = new TaskQueue(threads.workers(), 1);
    this.session = session;
    this.statusExpiry = statusExpiry;
    this.connectionStatus = connectionStatus;
  }

  /** Returns how many refusals and messages that are published again wait; never waits. */
  int waitingForBroker() {
    return background.size();
  }

  /**
   * Reads an interface, under the wire name that {@code options} give it.
   *
   * @throws IllegalArgumentException if the interface breaks rules
   */
  InterfaceModel read(Class<?> type, ServingOptions options) {
    return options
        .wireName()
        .of(InterfaceReader.read(type, End.SERVICE, json.payloadRules()), connection.namespace());
  }

  /** Reads a contract; fails like {@link #read(Class, ServingOptions)}. */
  InterfaceModel read(ContractModel contract, ServingOptions options) {
    return options.wireName().of(ContractInterface.of(contract), connection.namespace());
  }

  /**
   * Returns the settings of one implementation, whose setters and operations run in {@code turns}.
   *
   * @param bounds creates the limit for each of the implementation's queues
   */
  ServiceSettings settings(ServingOptions options, Turn turns, Supplier<Bound> bounds) {
    RequestThreads requests =
        new RequestThreads(
            turns, threads.workers(), background, bounds, threads.watchdog(), threads.timers());
    return new ServiceSettings(
        options, session, statusExpiry, connectionStatus, requests, threads.counts());
  }

  /** Creates a service of one interface of {@code implementation}, not yet started. */
  ServedInterface create(InterfaceModel model, Object implementation, ServiceSettings settings) {
    return create(
        model, new JavaImplementation(model, implementation, json.contract(model)), settings);
  }

  /** Creates a service of an implementation, not yet started. */
  ServedInterface create(
      InterfaceModel model, Implementation implementation, ServiceSettings settings) {
    return new ServedInterface(new ServedObject(model, implementation, json), connection, settings);
  }
}
