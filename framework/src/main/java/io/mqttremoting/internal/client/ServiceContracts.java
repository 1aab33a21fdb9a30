package io.mqttremoting.internal.client;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.Futures;
import io.mqttremoting.internal.contract.ContractParser;
import io.mqttremoting.internal.contract.Fingerprint;
import io.mqttremoting.internal.model.Address;
import io.mqttremoting.internal.model.InterfaceModel;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The contracts of the services that clients on one connection use, each asked for once.
 * Thread-safe.
 */
final class ServiceContracts {
  /** Any member of a group may answer, so another one may have to be asked. */
  private static final int MAX_TRIES = 5;

  /** Enough for all contracts in use; strangers may publish any number of fingerprints. */
  private static final int MAX_KNOWN = 1000;

  /** By fingerprint. */
  private final Map<String, CompletableFuture<ContractModel>> known = new ConcurrentHashMap<>();

  /** What clients have been warned of. */
  private final Set<Drift> drifts = ConcurrentHashMap.newKeySet();

  private final BoundedQueue asking;

  /** Services with this fingerprint break clients of this type, whatever their instance. */
  private record Drift(String type, String module, String name, String fingerprint) {}

  /** Asks services for their contracts. */
  interface Question {
    /** Asks one service. The future completes in the queue for that. May wait to send. */
    CompletableFuture<Object> ask(Availability service);
  }

  /** Receives a contract, or {@code null} and why it is not known. */
  interface Receiver {
    void receive(@Nullable ContractModel contract, @Nullable String failure);
  }

  /**
   * Asks in this queue.
   *
   * @param asking runs tasks that may wait for the broker
   */
  ServiceContracts(BoundedQueue asking) {
    this.asking = asking;
  }

  /**
   * Whether a client is the first of its interface on this connection that services with this
   * fingerprint break: a fleet may have any number of instances with the same contract.
   */
  boolean isFirst(InterfaceModel client, String fingerprint) {
    if (drifts.size() >= MAX_KNOWN) {
      drifts.clear();
    }
    Address address = client.address();
    return drifts.add(
        new Drift(client.type().getName(), address.module(), address.name(), fingerprint));
  }

  /**
   * Gives the contract with this fingerprint to {@code receiver}, in the queue. If no client has
   * asked for it, asks the service. Never waits.
   */
  void ask(String fingerprint, Availability service, Question question, Receiver receiver) {
    CompletableFuture<ContractModel> mine = new CompletableFuture<>();
    CompletableFuture<ContractModel> other = known.putIfAbsent(fingerprint, mine);
    CompletableFuture<ContractModel> contract = other == null ? mine : other;
    contract.whenComplete(
        (found, failure) -> {
          if (!asking.tryExecute(0, () -> receiver.receive(found, reason(failure)))) {
            receiver.receive(null, "the queue is full or closed");
          }
        });
    if (other == null) {
      mine.whenComplete(
          (found, failure) -> {
            if (failure != null || known.size() > MAX_KNOWN) {
              known.remove(fingerprint, mine);
            }
          });
      if (!asking.tryExecute(0, () -> ask(fingerprint, service, question, mine, 1))) {
        mine.completeExceptionally(new IllegalStateException("the queue is full or closed"));
      }
    }
  }

  private void ask(
      String fingerprint,
      Availability service,
      Question question,
      CompletableFuture<ContractModel> contract,
      int tries) {
    question
        .ask(service)
        .thenApply(ContractParser::parse)
        .whenComplete(
            (found, failure) -> {
              if (failure != null) {
                contract.completeExceptionally(failure);
              } else if (service.memoryId() != null || Fingerprint.of(found).equals(fingerprint)) {
                contract.complete(found);
              } else if (tries < MAX_TRIES) {
                ask(fingerprint, service, question, contract, tries + 1);
              } else {
                contract.completeExceptionally(
                    new IllegalStateException("other members of its group have answered"));
              }
            });
  }

  private static @Nullable String reason(@Nullable Throwable failure) {
    return failure == null ? null : String.valueOf(Futures.cause(failure).getMessage());
  }
}
