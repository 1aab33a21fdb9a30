package io.mqttremoting.cli.broker;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttremoting.ClientOptions;
import io.mqttremoting.Contract;
import io.mqttremoting.RemoteObject;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Nearest;
import io.mqttremoting.cli.terminal.Progress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A remote interface that a command uses, with the connection for it. */
public final class Target implements AutoCloseable {
  private final Broker broker;
  private final ServiceAddress address;
  private final RemotingConnection connection;
  private final RemoteObject remote;

  private Target(
      Broker broker, ServiceAddress address, RemotingConnection connection, RemoteObject remote) {
    this.broker = broker;
    this.address = address;
    this.connection = connection;
    this.remote = remote;
  }

  /** Connects. When this returns, the values that the broker has are there. */
  public static Target open(Broker broker, ServiceAddress address) {
    return open(broker, address, Optional.empty());
  }

  /** Connects, with an interceptor of calls. */
  public static Target open(
      Broker broker, ServiceAddress address, Optional<ClientInterceptor> interceptor) {
    RemotingConnection connection = broker.connect(address.interfaceAddress().namespace());
    try {
      ClientOptions options = address.clientOptions();
      if (interceptor.isPresent()) {
        options = options.withInterceptor(interceptor.get());
      }
      RemoteObject remote =
          connection.remote(
              address.interfaceAddress().module(), address.interfaceAddress().name(), options);
      return new Target(broker, address, connection, remote.withTimeout(broker.timeout()));
    } catch (RuntimeException | Error e) {
      connection.close();
      throw e;
    }
  }

  /** The interface. */
  public RemoteObject remote() {
    return remote;
  }

  /** Its connection. */
  public RemotingConnection connection() {
    return connection;
  }

  /** The address as people write it. */
  public ServiceAddress address() {
    return address;
  }

  /** The member in the address. */
  public String requireMember(String kind) {
    return address
        .member()
        .orElseThrow(
            () ->
                new Failure(
                    ExitCode.USAGE,
                    "'" + address + "' names no " + kind + "; write " + address + ".name"));
  }

  /** The contract that the service tells; empty if it is not there, or tells none. */
  public Optional<Contract> contract() {
    if (!remote.isAvailable()) {
      return Optional.empty();
    }
    try {
      return Optional.of(await(remote.describe()));
    } catch (RemotingException e) {
      if (e.code() == ErrorCode.UNIMPLEMENTED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Waits for an answer, at most a little longer than the timeout of the call itself. */
  public <T> T await(CompletableFuture<T> future) {
    Progress progress = broker.progress(() -> "waiting for an answer of " + address.owner());
    try {
      return future.get(broker.timeout().toMillis() + 1000, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new Failure(ExitCode.FAULT, String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new RemotingException(ErrorCode.DEADLINE_EXCEEDED, "no answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RemotingException(ErrorCode.CANCELLED, "interrupted", e);
    } finally {
      progress.close();
    }
  }

  /**
   * Checks that there is something at this address: a service or a value.
   *
   * @throws Failure with the nearest address if there is not
   */
  public void requireKnown() {
    if (!remote.isAvailable() && remote.properties().isEmpty()) {
      Collection<String> known = knownAddresses();
      if (!known.contains(address.owner())) {
        throw new Failure(ExitCode.NOT_FOUND, unknown(known));
      }
    }
  }

  /** What to say after a call has failed because nobody answered; empty if the name is known. */
  public Optional<String> unknownHint() {
    Collection<String> known = knownAddresses();
    return known.contains(address.owner()) ? Optional.empty() : Optional.of(unknown(known));
  }

  /** Why {@link #contract} is empty. */
  public String whyNoContract() {
    if (remote.isAvailable()) {
      return address.owner() + " tells no contract";
    }
    List<ServiceInfo> all = broker.services(connection, true);
    List<ServiceInfo> here =
        all.stream().filter(service -> ownerOf(service).equals(address.owner())).toList();
    if (here.isEmpty()) {
      return unknown(owners(all));
    }
    return here.stream().anyMatch(service -> service.state() == ServiceInfo.State.VALUES_ONLY)
        ? address.owner() + " tells no contract: only its values are known"
        : address.owner() + " is not online, so its contract is not known";
  }

  /** Whether there are values, but no service that tells of itself, as in other languages. */
  public boolean hasOnlyValues() {
    return broker.services(connection, true).stream()
        .filter(service -> ownerOf(service).equals(address.owner()))
        .anyMatch(service -> service.state() == ServiceInfo.State.VALUES_ONLY);
  }

  private static List<String> owners(List<ServiceInfo> services) {
    return services.stream().map(Target::ownerOf).distinct().toList();
  }

  private static String ownerOf(ServiceInfo service) {
    return ServiceAddress.parse(service.id() + ".").owner();
  }

  private String unknown(Collection<String> known) {
    return "there is no "
        + address.owner()
        + " at "
        + broker
        + Nearest.hint(address.owner(), known);
  }

  private Collection<String> knownAddresses() {
    return owners(broker.services(connection, true));
  }

  /**
   * Checks that the contract has a member.
   *
   * @throws Failure with the nearest name if it has not
   */
  public void requireMember(String kind, String name, Collection<String> names) {
    if (!names.contains(name)) {
      throw new Failure(
          ExitCode.NOT_FOUND,
          address.owner()
              + " has no "
              + kind
              + " '"
              + name
              + "'"
              + Nearest.to(name, names)
                  .map(near -> "; did you mean '" + near + "'?")
                  .orElse(names.isEmpty() ? "" : "; it has " + String.join(", ", names)));
    }
  }

  /** The value of a property that the broker has. */
  public Optional<JsonNode> value(String property) {
    return remote.get(property);
  }

  @Override
  public void close() {
    connection.close();
  }
}
