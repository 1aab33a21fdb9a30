package io.world;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.contracts.ContractModule;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks that the contract in docs/contracts.md is that of this program. */
class DocContractsTest {
  @Test
  void theContractOfHelloWorldIsAsTheDocsSay() throws IOException {
    List<List<String>> documented =
        DocPages.examples("yaml").stream()
            .filter(example -> example.page().equals("contracts"))
            .map(DocPages.Example::lines)
            .toList();
    assertEquals(List.of(ContractModule.of(IHello.class).toYaml().lines().toList()), documented);
  }
}
