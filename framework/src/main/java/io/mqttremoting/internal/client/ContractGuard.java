package io.mqttremoting.internal.client;

import io.mqttremoting.api.ContractCheck;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Difference;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.client.presence.PresenceListener;
import io.mqttremoting.internal.contract.Comparison;
import io.mqttremoting.internal.contract.Fingerprint;
import io.mqttremoting.internal.model.InterfaceModel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Compares the contracts of services with that of a client interface, and remembers which break it.
 * A service with the same fingerprint is not asked. Thread-safe.
 */
final class ContractGuard implements PresenceListener {
  private static final Logger LOG = LoggerFactory.getLogger(ContractGuard.class);
  private static final int NAMED = 10;

  /** Enough for all versions in use; strangers may publish any number of fingerprints. */
  private static final int MAX_CONTRACTS = 100;

  private static final int MAX_LENGTH = 64;
  private static final String COMPATIBLE = "";

  private final InterfaceModel model;
  private final ContractModel mine;
  private final String fingerprint;
  private final boolean strict;
  private final ServiceContracts contracts;
  private final ServiceContracts.Question question;

  /**
   * By fingerprint, in words what breaks the client; empty if nothing does, or if it is not known
   * yet.
   */
  private final Map<String, String> verdicts = new ConcurrentHashMap<>();

  /**
   * Compares with {@code mine}, the contract of {@code model}.
   *
   * @param question asks a service for its contract
   */
  ContractGuard(
      InterfaceModel model,
      ContractModel mine,
      ContractCheck check,
      ServiceContracts contracts,
      ServiceContracts.Question question) {
    this.model = model;
    this.mine = mine;
    this.fingerprint = Fingerprint.of(mine);
    this.strict = check == ContractCheck.STRICT;
    this.contracts = contracts;
    this.question = question;
  }

  @Override
  public void onContract(String clientId, String other, Availability service) {
    if (other.equals(fingerprint)
        || other.length() > MAX_LENGTH
        || verdicts.size() >= MAX_CONTRACTS
        || verdicts.putIfAbsent(other, COMPATIBLE) != null) {
      return;
    }
    contracts.ask(
        other,
        service,
        question,
        (theirs, failure) -> {
          if (theirs != null) {
            compare(clientId, other, theirs);
          } else { // it is asked again when it is back online
            verdicts.remove(other);
            LOG.info(
                "{}: the contract of the service at '{}' is not compared: {}",
                model.id(),
                clientId,
                failure);
          }
        });
  }

  private void compare(String clientId, String other, ContractModel theirs) {
    List<Difference> breaking =
        Comparison.of(mine, theirs).stream().filter(Difference::breaking).toList();
    if (breaking.isEmpty()) {
      LOG.debug("{}: the service at '{}' has another contract, which fits", model.id(), clientId);
      return;
    }
    String words = words(breaking);
    verdicts.put(other, words);
    Level level = contracts.isFirst(model, other) ? Level.WARN : Level.DEBUG;
    LOG.atLevel(level)
        .log(
            "{}: the service at '{}' has another contract than this client: {}",
            model.id(),
            clientId,
            words);
  }

  private static String words(List<Difference> breaking) {
    String named =
        breaking.stream().limit(NAMED).map(Difference::text).collect(Collectors.joining("; "));
    return breaking.size() > NAMED ? named + "; and " + (breaking.size() - NAMED) + " more" : named;
  }

  /**
   * Why a call must not be sent, if one of the services that may receive it breaks the client's
   * contract; {@code null} if it may be sent.
   */
  @Nullable String problem(Availability known) {
    if (!strict || verdicts.isEmpty()) {
      return null;
    }
    for (String other : known.contracts()) {
      String verdict = verdicts.getOrDefault(other, COMPATIBLE);
      if (!verdict.isEmpty()) {
        return "not sent, because the service has another contract than this client: " + verdict;
      }
    }
    return null;
  }
}
