package io.mqttremoting.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules become Java sources, which compile, and whose contracts are the modules again. */
class JavaRoundTripTest {
  @TempDir Path folder;

  private ContractModule imported(ContractModule module, String packageName) throws Exception {
    Path sources = folder.resolve("sources");
    for (ContractModule each : module.imports()) {
      each.toJava().writeTo(sources);
    }
    module.toJava().writeTo(sources);
    return ContractModule.of(CompiledSources.interfaces(sources, packageName));
  }

  @Test
  void aModuleIsTheSameAfterItsImport() throws Exception {
    ContractModule module = Modules.read("tb.all");
    ContractModule imported = imported(module, "tb.all");
    assertEquals(Modules.text("tb.all"), imported.keeping(module).toYaml());
  }

  /** Java has names for all that is on the wire, also where these are no names of Java. */
  @Test
  void namesOnTheWireStayAsTheyAre() throws Exception {
    ContractModule module = Modules.read("tb.enum");
    ContractModule imported = imported(module, "tb.enum_");
    assertEquals(List.of(), ContractModule.compare(module, imported));
    assertEquals(List.of(), ContractModule.compare(imported, module));
    assertEquals(
        module.contracts().stream().map(Contract::fingerprint).toList(),
        imported.contracts().stream().map(Contract::fingerprint).toList());
    assertEquals(
        Modules.text("tb.enum")
            .replace("type: record", "type: record_")
            .replace("name: record", "name: record_"),
        imported.keeping(module).toYaml());
  }

  /** Without the earlier file: what is on the wire is the same. */
  @Test
  void onTheWireNothingDiffers() throws Exception {
    ContractModule module = Modules.read("tb.all");
    ContractModule imported = imported(module, "tb.all");
    assertEquals(
        module.contract("Foreign").fingerprint(), imported.contract("Foreign").fingerprint());
    assertEquals(
        Set.of(
            "All: property 'span' is string (duration) instead of any value",
            "Derived: property 'span' is string (duration) instead of any value"),
        ContractModule.compare(module, imported).stream()
            .map(ContractModel.Difference::text)
            .collect(Collectors.toSet()),
        "only the external type is better known");
  }

  /** A service may tell anything; it stays names and texts in the sources. */
  @Test
  void whatAServiceTellsIsNeverCode() throws Exception {
    String code = "x*/ {} static { System.exit(1); } \\u007d /*";
    String json =
        """
        {"name": "a", "interfaces": [{"name": "CODE", "description": "CODE",
          "properties": [{"name": "CODE", "type": "S CODE", "description": "CODE",
            "meta": {"errors": ["CODE"]}}],
          "operations": [{"name": "CODE", "params": [{"name": "CODE", "type": "E CODE"},
            {"name": "", "type": "any", "meta": {"schema": {"$ref": "#/$defs/U {}"}},
              "description": "CODE"}]}],
          "signals": [{"name": "CODE", "params": [{"name": "CODE", "type": "int"},
            {"name": "CODE", "type": "int"}]}]}],
         "structs": [{"name": "S CODE", "fields": [{"name": "CODE", "type": "int"},
            {"name": "", "type": "int", "description": "CODE"}]}],
         "enums": [{"name": "E CODE", "members": [{"name": "CODE", "value": 0,
            "description": "CODE"}]}],
         "meta": {"$defs": {"U {}": {"oneOf": [{"const": "CODE", "title": "CODE"}]}}}}
        """
            .replace("CODE", code.replace("\\", "\\\\"));
    ContractModule module = ContractModule.of(List.of(Contract.parse(json)));
    Path sources = folder.resolve("hostile");
    module.toJava(name -> "user").writeTo(sources);
    assertEquals(1, CompiledSources.interfaces(sources, "user").length);
    try (Stream<Path> files = Files.walk(sources)) {
      assertEquals(5, files.filter(Files::isRegularFile).count());
    }
  }

  @Test
  void aContractIsTheSameAfterItsImport() throws Exception {
    Contract contract = Contract.of(IRich.class);
    ContractModule module = ContractModule.of(List.of(contract));
    Path sources = folder.resolve("rich");
    module.toJava(name -> "user.own").writeTo(sources);
    Class<?>[] types = CompiledSources.interfaces(sources, "user.own");
    assertEquals(1, types.length);
    assertEquals(contract.toJson(), Contract.of(types[0]).toJson());
    assertEquals(contract, Contract.of(types[0]));
  }
}
