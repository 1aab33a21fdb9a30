package io.mqttremoting;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.ServiceInterceptor;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.concurrent.Turn;
import io.mqttremoting.internal.model.InterfaceReader;
import io.mqttremoting.internal.model.TopicLevel;
import io.mqttremoting.internal.service.ServingOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/** Options of a service. Immutable: each {@code with…} method returns new options. */
public final class ServiceOptions {
  private static final ServiceOptions DEFAULTS =
      new ServiceOptions(0, Optional.empty(), ServingOptions.DEFAULTS);

  private final int concurrency; // 0: not set
  private final Optional<Executor> executor;
  private final ServingOptions serving;

  private ServiceOptions(int concurrency, Optional<Executor> executor, ServingOptions serving) {
    this.concurrency = concurrency;
    this.executor = executor;
    this.serving = serving;
  }

  /**
   * The default options: the implementation is called by one thread at a time, in the order in
   * which requests arrive. So an operation must not block on a call that comes back to it, see
   * {@link RemotingConnection}. Messages of undeclared exceptions are logged but not sent to
   * callers.
   */
  public static ServiceOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Lets up to {@code concurrency} threads call the implementation at a time. Requests still start
   * in the order in which they arrive.
   */
  public ServiceOptions withConcurrency(int concurrency) {
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency must be at least 1, not " + concurrency);
    }
    return new ServiceOptions(concurrency, executor, serving);
  }

  /**
   * Runs each request in {@code executor}, for example in virtual threads. The executor decides the
   * order and, unless {@link #withConcurrency} is set, how many requests run at a time. Requests
   * that it rejects are answered {@code RESOURCE_EXHAUSTED}. Its {@code execute} method must
   * neither run tasks in the calling thread nor block: that thread belongs to the MQTT library, and
   * all messages wait for it. The library does not shut the executor down.
   */
  public ServiceOptions withExecutor(Executor executor) {
    return new ServiceOptions(
        concurrency, Optional.of(Objects.requireNonNull(executor, "executor")), serving);
  }

  /**
   * Sends the messages of all exceptions to callers, also of exceptions that the operation does not
   * declare. They may reveal internals of the service. Stack traces are never sent.
   */
  public ServiceOptions withInternalErrorsTold() {
    return with(serving.withCalls(serving.calls().withInternalErrorsTold()));
  }

  /**
   * Sends callers this code and the message of exceptions of class {@code type} and its subclasses,
   * if the operation does not declare them: for example {@code INVALID_ARGUMENT} for the exceptions
   * of a validation library. If several classes apply, also those that the library knows, such as
   * {@link IllegalArgumentException}, the nearest superclass of the exception decides.
   *
   * @throws IllegalArgumentException if the code is {@code APPLICATION}, which is for declared
   *     exceptions, or {@code UNKNOWN}
   */
  public ServiceOptions withErrors(Class<? extends Throwable> type, ErrorCode code) {
    Objects.requireNonNull(type, "type");
    if (Objects.requireNonNull(code, "code") == ErrorCode.APPLICATION
        || code == ErrorCode.UNKNOWN) {
      throw new IllegalArgumentException(
          type.getName()
              + " cannot have the code "
              + code
              + (code == ErrorCode.APPLICATION
                  ? ": declare it in the operation and annotate it with @RemoteError"
                  : ": choose one that tells callers what to do"));
    }
    return with(serving.withCalls(serving.calls().withError(type, code)));
  }

  /**
   * Runs an interceptor around all calls of the implementation. The first that is added is the
   * outermost; those of {@link ConnectionBuilder#serviceInterceptor} are outside of all.
   */
  public ServiceOptions withInterceptor(ServiceInterceptor interceptor) {
    return with(
        serving.withCalls(
            serving.calls().withInterceptor(Objects.requireNonNull(interceptor, "interceptor"))));
  }

  private ServiceOptions with(ServingOptions changed) {
    return new ServiceOptions(concurrency, executor, changed);
  }

  /**
   * The time limit for a future that an operation returned, for calls that carry no timeout of
   * their caller. After that, the future is cancelled, the caller gets {@code DEADLINE_EXCEEDED},
   * and the call no longer counts as pending at the service. For calls that carry a timeout, the
   * same happens when that timeout has elapsed, but without a reply. Default: five minutes.
   */
  public ServiceOptions withFutureTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("futureTimeout must be positive, not " + timeout);
    }
    return with(serving.withFutureTimeout(timeout));
  }

  /**
   * Makes the service one of several instances, each on a connection of its own, in any number of
   * programs. The broker gives each request, a call or a property change, to one instance (wire
   * protocol, Groups). Values and signals are published by the instance whose implementation raises
   * them. The instances must exchange other state themselves, for example as clients of their own
   * interface.
   *
   * <p>The broker must support shared subscriptions (MQTT 5, section 4.8.2). If the connected
   * broker does not, {@code serve} fails with code {@code UNIMPLEMENTED}; if a later one does not,
   * an error is logged.
   *
   * <p>A call to a group is sent once, at QoS 1 unless the client uses {@link
   * Delivery#AT_MOST_ONCE}. It is not repeated: if the instance that received it is killed, the
   * caller gets a {@link io.mqttremoting.api.CallTimeoutException}. It cannot be cancelled. An
   * instance that is closed still executes the requests that it has received.
   *
   * @param group the group's name, the same for all instances of a service: one topic level
   * @throws IllegalArgumentException if it is not a valid topic level
   */
  public ServiceOptions withGroup(String group) {
    if (!TopicLevel.isValid(group)) {
      throw new IllegalArgumentException(
          "the group name '" + group + "'" + TopicLevel.RULE + "; choose another");
    }
    return with(serving.withGroup(group));
  }

  /**
   * Sends replies only to the reply topics of the interface, {@code
   * {module}/{interface}/rpc/…/result}. A request with another reply topic is refused. Without this
   * option, a caller can make the service publish a reply to any topic that this library itself
   * does not use. Recommended if the broker has no access control list. Callers of this library and
   * of ApiGear use such reply topics.
   */
  public ServiceOptions withOwnReplyTopicsOnly() {
    return with(serving.withOwnReplyTopicsOnly());
  }

  /**
   * The QoS of replies, unless the operation sets its own: for example {@link
   * Delivery#AT_MOST_ONCE} for callers in other languages that call often. Default: the delivery of
   * the connection. If that is {@link Delivery#QOS_1} or {@link Delivery#QOS_2}, it is the minimum
   * for everything.
   */
  public ServiceOptions withDelivery(Delivery delivery) {
    return with(serving.withDelivery(Objects.requireNonNull(delivery, "delivery")));
  }

  /**
   * Overrides the interface's name on the wire, for example for clients that spell the name
   * differently, or to serve the interface a second time. Errors and log lines use this name, too.
   * If the implementation has several remote interfaces, use {@link RemotingConnection#serve(Class,
   * Object, ServiceOptions)} to select one.
   *
   * @throws IllegalArgumentException if it is not a valid topic level
   */
  public ServiceOptions withName(String name) {
    return with(serving.withWireName(serving.wireName().withName(name)));
  }

  /**
   * Overrides the module of the interfaces on the wire.
   *
   * @throws IllegalArgumentException if it is not a valid topic level, or is reserved
   */
  public ServiceOptions withModule(String module) {
    return with(serving.withWireName(serving.wireName().withModule(module)));
  }

  /**
   * Serves the interfaces as one instance of several, for example one of many devices. Clients name
   * the instance that they call ({@link RemotingConnection#client(Class, String)}), or find all
   * ({@link RemotingConnection#fleet}). One connection may serve many instances, also with one
   * implementation object. In topics, the instance is a level of its own: {@code
   * @kitchen/io.world/Robot/…}.
   *
   * @throws IllegalArgumentException if it is not a valid topic level, or starts with {@code @},
   *     which only topics have
   */
  public ServiceOptions withInstance(String instance) {
    return with(serving.withWireName(serving.wireName().withInstance(instance)));
  }

  ServingOptions serving() {
    return serving;
  }

  /** With these interceptors outside of its own. */
  ServingOptions serving(List<ServiceInterceptor> outer) {
    return serving.withCalls(serving.calls().withOuterInterceptors(outer));
  }

  int concurrency() {
    return concurrency > 0 ? concurrency : executor.isPresent() ? Integer.MAX_VALUE : 1;
  }

  /**
   * The turn in which an implementation is called, by {@code workers} unless there is an executor.
   */
  Turn turn(Executor workers) {
    return new Turn(new TaskQueue(executor.orElse(workers), concurrency()), concurrency() == 1);
  }

  /**
   * The interfaces of an implementation that are served with these options.
   *
   * @throws IllegalArgumentException if it has none, or several with one name
   */
  List<Class<?>> interfacesOf(Object implementation) {
    List<Class<?>> types = InterfaceReader.interfacesOf(implementation.getClass());
    Optional<String> name = serving.wireName().name();
    if (name.isPresent() && types.size() > 1) {
      throw new IllegalArgumentException(
          "the name '"
              + name.get()
              + "' is for one interface, but "
              + implementation.getClass().getName()
              + " has several: "
              + types.stream().map(Class::getName).collect(Collectors.joining(", "))
              + "; serve one of them with serve(Class, …)");
    }
    return types;
  }
}
