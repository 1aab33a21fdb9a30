package io.mqttremoting;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.internal.model.TopicLevel;
import io.mqttremoting.internal.service.ServingOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/** How an implementation is served. Immutable: each {@code with…} returns changed options. */
public final class ServiceOptions {
  private static final ServiceOptions DEFAULTS =
      new ServiceOptions(0, Optional.empty(), ServingOptions.DEFAULTS);

  private final int concurrency; // 0: not said
  private final Optional<Executor> executor;
  private final ServingOptions serving;

  private ServiceOptions(int concurrency, Optional<Executor> executor, ServingOptions serving) {
    this.concurrency = concurrency;
    this.executor = executor;
    this.serving = serving;
  }

  /**
   * The implementation is called by one thread at a time, in the order in which requests arrive;
   * its unannounced errors stay in the log. So an operation must not wait for a call that comes
   * back to it, as {@link RemotingConnection} explains.
   */
  public static ServiceOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Up to {@code concurrency} threads call the implementation at a time; requests still start in
   * the order in which they arrive.
   */
  public ServiceOptions withConcurrency(int concurrency) {
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency is at least 1, not " + concurrency);
    }
    return new ServiceOptions(concurrency, executor, serving);
  }

  /**
   * {@code executor} runs each request, in what order and, unless {@link #withConcurrency} says
   * otherwise, how many at a time it likes: virtual threads, for example. What it rejects is
   * answered {@code RESOURCE_EXHAUSTED}. It must neither run tasks in the thread that hands them
   * over, nor have it wait, for that thread is the MQTT library's, and all messages wait with it.
   * It is not shut down here.
   */
  public ServiceOptions withExecutor(Executor executor) {
    return new ServiceOptions(
        concurrency, Optional.of(Objects.requireNonNull(executor, "executor")), serving);
  }

  /**
   * Callers get the messages of all exceptions, also of those that the operation does not declare,
   * which may tell them more of the service's inside than you want. Never their stack traces.
   */
  public ServiceOptions withInternalErrorsTold() {
    return with(serving.withInternalErrorsTold());
  }

  private ServiceOptions with(ServingOptions changed) {
    return new ServiceOptions(concurrency, executor, changed);
  }

  /**
   * How long the future that an operation returned may take for a caller that does not say how long
   * it waits: five minutes unless set here. Then the future is cancelled, the caller is told {@code
   * DEADLINE_EXCEEDED}, and the call no longer counts among those for which the service has room.
   * For other callers, the same happens when their time is over, without an answer.
   */
  public ServiceOptions withFutureTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("futureTimeout has to be positive, not " + timeout);
    }
    return with(serving.withFutureTimeout(timeout));
  }

  /**
   * The service is one of several instances, each on a connection of its own, in as many programs
   * as you like: the broker gives each request to one of them (wire protocol, Groups), be it a call
   * or a property's change. Values and signals are published by the instance whose implementation
   * tells of them; what the instances have to know of each other's state, they find out in their
   * own ways, for example as clients of their own interface.
   *
   * <p>The broker has to support shared subscriptions (MQTT 5, section 4.8.2): {@code serve} fails
   * with code {@code UNIMPLEMENTED} if it is connected to one that does not, and logs an error if
   * the service comes to one later.
   *
   * <p>A call to a group is sent once, at QoS 1, and is not repeated: if the instance is killed
   * that has it, the caller gets a {@link io.mqttremoting.api.CallTimeoutException}. Nor can it be
   * cancelled. An instance that is closed executes what it was given.
   *
   * @param group the group's name, the same for all instances of a service: one level of a topic
   * @throws IllegalArgumentException if it cannot be one
   */
  public ServiceOptions withGroup(String group) {
    if (!TopicLevel.isValid(group)) {
      throw new IllegalArgumentException(
          "the group name '" + group + "'" + TopicLevel.RULE + "; choose another");
    }
    return with(serving.withGroup(group));
  }

  /**
   * Requests are answered on the reply topics of the interface only, which are {@code
   * {module}/{interface}/rpc/…/result}, whoever asks; a request that names another topic for its
   * reply is refused. Without this, a caller can have the service publish a reply on any topic on
   * which neither a service nor a caller of this library speaks. Recommended where the broker has
   * no access control list; callers of this library, and those of ApiGear, use such topics.
   */
  public ServiceOptions withOwnReplyTopicsOnly() {
    return with(serving.withOwnReplyTopicsOnly());
  }

  /**
   * How replies travel, unless their operation says it: {@link Delivery#AT_MOST_ONCE} for callers
   * in other languages that call often. Default: as the connection is configured; a connection's
   * {@link Delivery#QOS_1} or {@link Delivery#QOS_2} is the least for everything.
   */
  public ServiceOptions withDelivery(Delivery delivery) {
    return with(serving.withDelivery(Objects.requireNonNull(delivery, "delivery")));
  }

  /**
   * The interface has this name on the wire, whatever its annotation says: for clients that spell
   * it in another way, or to serve it a second time. It is the name in errors and the log, too. The
   * implementation has one remote interface, or {@link RemotingConnection#serve(Class, Object,
   * ServiceOptions)} says which one is meant.
   *
   * @throws IllegalArgumentException if it cannot be one level of a topic
   */
  public ServiceOptions withName(String name) {
    return with(serving.withWireName(serving.wireName().withName(name)));
  }

  /**
   * The interfaces are in this module on the wire, whatever their annotations say.
   *
   * @throws IllegalArgumentException if it cannot be one level of a topic, or is reserved
   */
  public ServiceOptions withModule(String module) {
    return with(serving.withWireName(serving.wireName().withModule(module)));
  }

  ServingOptions serving() {
    return serving;
  }

  int concurrency() {
    return concurrency > 0 ? concurrency : executor.isPresent() ? Integer.MAX_VALUE : 1;
  }

  Optional<Executor> executor() {
    return executor;
  }
}
