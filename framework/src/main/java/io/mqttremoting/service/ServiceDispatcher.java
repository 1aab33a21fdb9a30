package io.mqttremoting.service;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.concurrent.Bound;
import io.mqttremoting.model.HandlerModel;
import io.mqttremoting.model.InterfaceModel;
import io.mqttremoting.model.OperationModel;
import io.mqttremoting.model.PropertyModel;
import io.mqttremoting.model.SignalModel;
import io.mqttremoting.transport.BrokerConnection;
import io.mqttremoting.transport.Endpoint;
import io.mqttremoting.transport.TransportException;
import io.mqttremoting.wire.JsonArgumentsCodec;
import io.mqttremoting.wire.JsonCodec;
import io.mqttremoting.wire.JsonValueCodec;
import io.mqttremoting.wire.Mapping;
import io.mqttremoting.wire.MappingV3;
import io.mqttremoting.wire.MappingV5;
import io.mqttremoting.wire.Message;
import io.mqttremoting.wire.Status;
import io.mqttremoting.wire.Topics;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One interface of one implementation, served: just another user of that interface. Requests become
 * calls of setters and operations in the implementation's turn; its changes and signals are
 * published as it tells of them. Thread-safe.
 */
final class ServiceDispatcher implements Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceDispatcher.class);

  private final InterfaceModel model;
  private final Object implementation;
  private final BrokerConnection connection;
  private final ServiceSettings settings;
  private final Bound bound;
  private final Refusals refusals;
  private final Topics topics;
  private final Mapping mappingV5;
  private final Mapping mappingV3;
  private final JsonValueCodec statusCodec;
  private final List<PropertyPublisher> publishers = new ArrayList<>();
  private final Map<String, Consumer<Message>> receivers = new HashMap<>();
  private final List<Subscription> subscriptions = new ArrayList<>();

  ServiceDispatcher(
      InterfaceModel model,
      Object implementation,
      BrokerConnection connection,
      JsonCodec json,
      ServiceSettings settings) {
    this.model = model;
    this.implementation = implementation;
    this.connection = connection;
    this.settings = settings;
    this.bound = settings.bounds().get();
    this.topics = new Topics(model.id());
    this.mappingV5 = new MappingV5();
    this.mappingV3 = new MappingV3(json);
    this.statusCodec = json.value(Status.class);
    this.refusals =
        new Refusals(
            topics, connection, mappingV5, mappingV3, settings.refusals(), settings.bounds().get());
    model.properties().forEach(property -> addReceiver(property, json));
    model.operations().forEach(operation -> addReceiver(operation, json));
  }

  private void addReceiver(PropertyModel property, JsonCodec json) {
    String name = property.name();
    receivers.put(
        topics.set(name),
        property
            .setter()
            .map(setter -> new SetRequests(this, name, setter, json.value(property.type())))
            .<Consumer<Message>>map(requests -> requests::receive)
            .orElse(
                message -> LOG.warn("{}.{}: a change is refused: it is read-only", id(), name)));
  }

  private void addReceiver(OperationModel operation, JsonCodec json) {
    OperationRequests requests =
        new OperationRequests(
            this,
            operation,
            writtenMethod(operation),
            json,
            new Failures(operation.errors(), settings.tellInternalErrors()));
    for (Mapping mapping : List.of(mappingV5, mappingV3)) {
      receivers.put(
          mapping.requestTopic(topics, operation.name()),
          message -> requests.receive(message, mapping));
    }
  }

  /** The method that the implementation wrote; the future one if both, for it frees the turn. */
  private Method writtenMethod(OperationModel operation) {
    return Stream.of(operation.future(), operation.blocking())
        .flatMap(Optional::stream)
        .filter(this::isWritten)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    implementation.getClass().getName()
                        + " writes no method of @Operation '"
                        + operation.name()
                        + "' of "
                        + model.type().getSimpleName()
                        + ", which has default methods only; write one of them"));
  }

  private boolean isWritten(Method method) {
    try {
      return !implementation
          .getClass()
          .getMethod(method.getName(), method.getParameterTypes())
          .isDefault();
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e); // an implementation has the methods of its interface
    }
  }

  /** Begins: hears of changes and signals, publishes the first values, takes requests. */
  void start(JsonCodec json) throws TransportException {
    boolean started = false;
    try {
      for (PropertyModel property : model.properties()) {
        PropertyPublisher publisher = new PropertyPublisher(this, property, json);
        property
            .changeHandler()
            .ifPresent(
                handler -> listen(property.name(), handler, args -> publisher.changed(args[0])));
        publisher.readInitial();
        publishers.add(publisher);
      }
      for (SignalModel signal : model.signals()) {
        JsonArgumentsCodec codec = json.arguments(signal.handler().parameters());
        listen(signal.name(), signal.handler(), args -> raise(signal.name(), codec, args));
      }
      connection.register(this);
      started = true;
    } finally {
      if (!started) {
        stopListening();
      }
    }
  }

  private void listen(String member, HandlerModel handler, Consumer<Object[]> publishing) {
    Object publisher = Publisher.create(id() + "." + member, handler, publishing);
    Object subscription = invoke(handler.adder(), publisher);
    if (subscription == null) {
      throw new IllegalStateException(
          implementation.getClass().getName()
              + "."
              + handler.adder().getName()
              + " returned null; it returns a Subscription that ends it");
    }
    subscriptions.add((Subscription) subscription);
  }

  /** Calls the implementation outside of its turn: only while it is not yet served. */
  Object invoke(Method method, Object... arguments) {
    try {
      return method.invoke(implementation, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          implementation.getClass().getName() + "." + method.getName() + " failed", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // made accessible when the interface was read
    }
  }

  private void raise(String signal, JsonArgumentsCodec codec, Object[] arguments) {
    byte[] json;
    try {
      json = codec.encode(arguments);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          id() + "." + signal + ": this signal is not published: " + e.getMessage(), e);
    }
    publish(signal, topics.signal(signal), json, false);
  }

  /**
   * Publishes a value or a signal; without a connection, a value waits for it and a signal is lost.
   *
   * @return false if it was not published but may be, later on the same connection
   */
  boolean publish(String member, String topic, byte[] payload, boolean retained) {
    try {
      connection.publish(new Message(topic, payload, Message.DEFAULT_QOS, retained));
      return true;
    } catch (TransportException e) {
      if (e.code() == ErrorCode.UNAVAILABLE) {
        LOG.debug("{}.{}: not published: {}", id(), member, e.getMessage());
      } else {
        LOG.error("{}.{}: not published: {}", id(), member, e.getMessage());
      }
      return e.code() != ErrorCode.RESOURCE_EXHAUSTED;
    }
  }

  /** Runs what waits for the broker in a thread that may wait. */
  void runLater(Runnable task) {
    try {
      settings.refusals().execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: not done, for the connection is closed", id(), e);
    }
  }

  /** Ends, at the broker and at the implementation. */
  void stop() {
    publishStatus(topics.status(connection.clientId()), Status.online(false));
    connection.unregister(this);
    stopListening();
  }

  /** Says for the whole connection that nothing is served on it any more. */
  void publishConnectionOffline() {
    publishStatus(Topics.connectionStatus(connection.clientId()), Status.online(false));
  }

  private void publishStatus(String topic, Status status) {
    publish("_status", topic, statusCodec.encode(status), true);
  }

  private void stopListening() {
    for (Subscription subscription : subscriptions) {
      try {
        subscription.close();
      } catch (RuntimeException e) {
        LOG.error("{}: a subscription of the implementation could not be ended", id(), e);
      }
    }
    subscriptions.clear();
  }

  String id() {
    return model.id();
  }

  Topics topics() {
    return topics;
  }

  Object implementation() {
    return implementation;
  }

  BrokerConnection connection() {
    return connection;
  }

  Refusals refusals() {
    return refusals;
  }

  /** Queues a request for the implementation's turn; refuses if too much waits. */
  boolean tryEnqueue(Message request, Runnable task) {
    if (!bound.tryEnter(request.payload().length)) {
      return false;
    }
    try {
      settings.turns().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      leave(request);
      LOG.debug("{}: a request is rejected", id(), e);
      return false;
    }
  }

  /** The request is answered, and waits no more. */
  void leave(Message request) {
    bound.leave(request.payload().length);
  }

  @Override
  public List<String> filters(MqttVersion version) {
    List<String> filters = new ArrayList<>();
    if (!model.properties().isEmpty()) {
      filters.add(topics.set("+"));
    }
    filters.add(topics.requestV3("+"));
    if (version == MqttVersion.MQTT_5) {
      filters.add(topics.requestV5("+"));
    }
    return filters;
  }

  @Override
  public Map<String, Consumer<Message>> receivers() {
    return receivers;
  }

  @Override
  public boolean receiveOther(Message message) {
    return false; // every member has its receivers
  }

  @Override
  public void onUnreceivable(Message message, String reason) {
    if (topics.isSet(message.topic())) {
      LOG.warn("{}.{}: a change is refused: {}", id(), topics.memberOf(message.topic()), reason);
    } else {
      boolean known = receivers.containsKey(message.topic());
      refusals.later(message, known ? ErrorCode.INVALID_ARGUMENT : ErrorCode.UNIMPLEMENTED, reason);
    }
  }

  @Override
  public void onConnected() {
    publishStatus(Topics.connectionStatus(connection.clientId()), Status.online(true));
    publishers.forEach(PropertyPublisher::publishLast);
    boolean speaks5 = connection.version().filter(MqttVersion.MQTT_5::equals).isPresent();
    publishStatus(
        topics.status(connection.clientId()),
        Status.serving(
            speaks5 ? List.of(mappingV5.name(), mappingV3.name()) : List.of(mappingV3.name())));
  }

  @Override
  public void onConnectionLost(Throwable cause) {
    LOG.debug("{}: service is not connected", id()); // values are published again on connect
  }
}
