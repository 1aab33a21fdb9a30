package io.mqttremoting.internal.client;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemoteCall.Kind;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.contract.Fingerprint;
import io.mqttremoting.internal.model.TopicLevel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a user does with an interface that no Java interface declares. Values are Jackson's nodes,
 * which this does not look at. Thread-safe.
 */
public final class RemoteClient {
  private static final Class<?>[] NO_EXCEPTIONS = {};

  private final ProxyScope caller;
  private final InterfaceClient client;
  private final UndeclaredMembers members;
  private final ClientInstance instance;

  /** The contract of the service, once it was asked for; it is asked again for another one. */
  private volatile @Nullable CompletableFuture<ContractModel> described;

  /** {@code onClosed} is called when the user closes this. */
  RemoteClient(ProxyScope caller, InterfaceClient client, Runnable onClosed) {
    this.caller = caller;
    this.client = client;
    this.members = client.members().undeclared().orElseThrow();
    this.instance =
        new ClientInstance(caller, client.shared(), client.members(), client.presence(), onClosed);
    if (caller.interceptors().isPresent()) {
      members.addInterceptors(caller, caller.interceptors().get());
    }
  }

  /** Availability, the contract, closing. */
  public ClientInstance instance() {
    return instance;
  }

  /** Calls an operation and waits for the reply. {@code arguments} is an array node. */
  public @Nullable Object call(String operation, Object arguments, Optional<Duration> timeout) {
    return call(members.operation(checked("operation", operation)).with(timeout), arguments);
  }

  /** Calls an operation without waiting for what comes of it. */
  public void send(String operation, Object arguments) {
    call(members.oneWay(checked("operation", operation)), arguments);
  }

  private @Nullable Object call(OperationClient called, Object arguments) {
    Object[] values = {arguments};
    try {
      return caller.interceptors().isEmpty()
          ? called.call(caller, values)
          : caller
              .interceptors()
              .get()
              .call(called.target(Kind.CALL, caller, true, values), NO_EXCEPTIONS, values);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("No exceptions are declared", e);
    }
  }

  /** Calls an operation. */
  public CompletableFuture<Object> callAsync(
      String operation, Object arguments, Optional<Duration> timeout) {
    return members
        .operation(checked("operation", operation))
        .with(timeout)
        .callAsync(Kind.CALL, caller, new Object[] {arguments}, arguments);
  }

  /** The last value of a property; {@code null} if none was received. */
  public @Nullable Object value(String property) {
    return members.value(checked("property", property));
  }

  /** The last values of all properties, by name. */
  public Map<String, Object> values() {
    return members.values();
  }

  /** Asks the service for the value of a property. */
  public CompletableFuture<Object> fetch(String property, Optional<Duration> timeout) {
    return property(property).fetch(caller, timeout);
  }

  /** Sends a change request. */
  public void set(String property, Object value) {
    PropertyClient changed = property(property);
    Optional<InterceptedCalls> around = caller.interceptors();
    if (around.isEmpty()) {
      changed.set(caller, value);
      return;
    }
    try {
      around.get().call(changed.setTarget(caller, value), NO_EXCEPTIONS, value);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("No exceptions are declared", e);
    }
  }

  /** Sends a change request that is answered. */
  public CompletableFuture<Object> setConfirmed(
      String property, Object value, Optional<Duration> timeout) {
    return property(property).setConfirmed(caller, value, timeout);
  }

  private PropertyClient property(String name) {
    return members.property(checked("property", name));
  }

  /** Adds a handler of one property's values. */
  public Subscription onChanged(String property, Consumer<Object> handler) {
    return add(property(property).value().handlers(), handler);
  }

  /** Adds a handler of one signal, which gets an array node. */
  public Subscription onSignal(String signal, Consumer<Object> handler) {
    return add(members.signal(checked("signal", signal)).handlers(), handler);
  }

  private Subscription add(Handlers handlers, Consumer<Object> handler) {
    return handlers.add(
        caller, handler, UndeclaredMembers.calling(arguments -> handler.accept(arguments[0])));
  }

  /** Adds a handler of the values of all properties, which gets their names, too. */
  public Subscription onAnyChanged(BiConsumer<String, Object> handler) {
    return members.onAnyChanged(caller, handler);
  }

  /** Adds a handler of all signals, which gets their names, too. */
  public Subscription onAnySignal(BiConsumer<String, Object> handler) {
    return members.onAnySignal(caller, handler);
  }

  private static String checked(String kind, String name) {
    if (!TopicLevel.isValid(name)) {
      throw new IllegalArgumentException("the " + kind + " '" + name + "'" + TopicLevel.RULE);
    }
    return name;
  }

  /**
   * The parameters of an operation in the service's contract, which is asked for once.
   *
   * @return fails with {@code UNIMPLEMENTED} if the contract has no such operation
   */
  public CompletableFuture<List<ContractModel.Field>> parameters(String operation) {
    return contract()
        .thenApply(
            contract ->
                contract.operations().stream()
                    .filter(each -> each.name().equals(operation))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            failure(
                                ErrorCode.UNIMPLEMENTED,
                                operation,
                                "the contract of the service has no such operation; it has "
                                    + contract.operations().stream()
                                        .map(ContractModel.Operation::name)
                                        .toList()))
                    .parameters());
  }

  private CompletableFuture<ContractModel> contract() {
    CompletableFuture<ContractModel> known = described;
    if (known != null && isCurrent(known)) {
      return known;
    }
    CompletableFuture<ContractModel> asked = instance.contract();
    described = asked;
    return asked;
  }

  /** Whether this is, or will be, the contract of a service that is online. */
  private boolean isCurrent(CompletableFuture<ContractModel> known) {
    if (!known.isDone()) {
      return true;
    }
    Set<String> online = client.presence().availability().contracts();
    return !known.isCompletedExceptionally()
        && (online.isEmpty() || online.contains(Fingerprint.of(known.join())));
  }

  /** A failure of one member. */
  public RemotingException failure(ErrorCode code, String member, String reason) {
    return client.shared().failures(member).of(code, reason, null);
  }

  /** Waits for a future that always completes; throws its exception. */
  public <T> T await(String member, CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw client.shared().failures(member).interrupted(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    }
  }

  /** The interface, the client identifier, and whether it is closed. */
  @Override
  public String toString() {
    return instance.toString();
  }
}
