package io.mqttremoting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.internal.json.Json;
import org.junit.jupiter.api.Test;

/** Contracts of Java interfaces, as JSON and back. */
class ContractTest {
  @Test
  void theJsonSaysEverythingThatTheContractHolds() {
    Contract contract = Contract.of(IKinds.class);
    System.err.println(Json.tree(contract.toJson()).toPrettyString());
    assertEquals(contract, Contract.parse(contract.toJson()));
  }
}
