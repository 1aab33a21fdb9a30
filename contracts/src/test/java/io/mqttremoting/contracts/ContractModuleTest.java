package io.mqttremoting.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.Contract;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Modules of Java interfaces and of contracts, as files and back. */
@SuppressWarnings("SameNameButDifferent") // on purpose
class ContractModuleTest {
  record Item(String label, List<Integer> numbers) {}

  record Box(Item item) {}

  @RemoteInterface(module = "io.shop", name = "Base", version = "1.0")
  interface IBase {
    @Property
    Item getLast();

    @Property
    Subscription onLastChanged(Consumer<Item> handler);

    @Operation
    void reset();
  }

  @RemoteInterface(module = "io.shop", name = "Shop", version = "1.0")
  interface IShop extends IBase {
    @Operation
    Box sell(Item item);

    @Signal
    Subscription onSold(Consumer<Item> handler);
  }

  static final class Other {
    record Item(String label, long price) {}

    record Box(Item item) {}

    private Other() {}
  }

  @RemoteInterface(module = "io.shop", name = "Store", version = "2.0")
  interface IStore {
    @Operation
    Other.Box store(Other.Item item);
  }

  /** An interface with the name of a type of another. */
  @RemoteInterface(module = "io.shop", name = "Box")
  interface IBox {
    @Operation
    void open();
  }

  @Test
  void interfacesThatExtendOthersSaySo() {
    ContractModule module = ContractModule.of(IShop.class, IBase.class);
    assertEquals(
        """
        schema: apigear.module/1.0
        name: io.shop
        version: "1.0"

        interfaces:
          - name: Base
            properties:
              - {name: last, type: Item, readonly: true}
            operations:
              - name: reset
          - name: Shop
            extends:
              name: Base
            operations:
              - name: sell
                params:
                  - {name: item, type: Item}
                return: {type: Box}
            signals:
              - name: sold
                params:
                  - {name: arg1, type: Item}

        structs:
          - name: Box
            fields:
              - {name: item, type: Item}
          - name: Item
            fields:
              - {name: label, type: string}
              - {name: numbers, type: int32, array: true}
        """,
        module.toYaml());
    assertEquals("io.shop.module.yaml", module.fileName());
    assertEquals(Optional.of("1.0"), module.version());
    assertEquals(List.of(), module.warnings());
    assertEquals(Contract.of(IShop.class), module.contract("Shop"));
    assertEquals(module.contracts(), ContractModule.parse(module.toYaml(), List.of()).contracts());
  }

  @RemoteInterface(module = "io.shop", name = "Writable")
  interface IWritable extends IBase {
    @Property
    void setLast(Item last);
  }

  @Test
  void anInterfaceThatChangesItsBaseRepeatsIt() {
    ContractModule module = ContractModule.of(IBase.class, IWritable.class);
    ContractModule read = ContractModule.parse(module.toYaml(), List.of());
    assertEquals(Contract.of(IWritable.class), read.contract("Writable"));
    assertEquals("module io.shop of [Base, Writable]", module.toString());
    assertEquals(
        module.toYaml(),
        ContractModule.of(IBase.class, IWritable.class)
            .keeping(
                ContractModule.parse(
                    """
                    name: io.shop
                    interfaces:
                      - name: Base
                        properties: [{name: last, type: Item, readonly: true}]
                        operations: [{name: reset}]
                      - { name: Writable, extends: {name: Base} }
                    structs: [{name: Item, fields: []}]
                    """,
                    List.of()))
            .toYaml());
  }

  @Test
  void typesThatDifferGetDifferentNames() {
    List<Contract> contracts =
        List.of(Contract.of(IShop.class), Contract.of(IStore.class), Contract.of(IBox.class));
    ContractModule module = ContractModule.of(contracts);
    ContractModule read = ContractModule.parse(module.toYaml(), List.of());
    assertEquals(
        contracts.stream()
            .sorted(Comparator.comparing(Contract::name))
            .map(Contract::fingerprint)
            .toList(),
        read.contracts().stream().map(Contract::fingerprint).toList());
    assertEquals(
        List.of("Box2", "Item"),
        module.contract("Shop").model().types().stream().map(type -> type.name()).toList());
    assertEquals(
        List.of("Box3", "Item2"),
        module.contract("Store").model().types().stream().map(type -> type.name()).toList());
  }

  @Test
  void versionsThatDifferAreInMeta() {
    ContractModule module =
        ContractModule.of(
            List.of(Contract.of(IBase.class), Contract.of(IStore.class), Contract.of(IBox.class)));
    assertEquals(Optional.empty(), module.version());
    ContractModule read = ContractModule.parse(module.toYaml(), List.of());
    assertEquals(Optional.of("1.0"), read.contract("Base").version());
    assertEquals(Optional.of("2.0"), read.contract("Store").version());
    assertEquals(Optional.empty(), read.contract("Box").version());
    assertEquals(
        List.of(
            "Base has the version 1.0, other interfaces have another: it is in meta",
            "Store has the version 2.0, other interfaces have another: it is in meta"),
        module.warnings());
  }

  @Test
  void whatApiGearCannotSayIsInMetaAndNamed() {
    Contract contract = Contract.of(IRich.class);
    ContractModule module = ContractModule.of(List.of(contract));
    assertEquals(
        List.of(
            "property 'items' of Rich is a map of Item, in ApiGear any: its JSON Schema is in meta",
            "property 'items' of Rich has confirmed writes: this is in meta",
            "property 'items' of Rich fails with full: this is in meta",
            "parameter 'grade' of operation 'find' of Rich is Grade or null, in ApiGear string: its"
                + " JSON Schema is in meta",
            "operation 'find' of Rich fails with full, not-found: this is in meta",
            "operation 'find' of Rich has a timeout of 5000 ms: it is in meta",
            "parameter 'ids' of operation 'forget' of Rich is string (uuid)[], in ApiGear string[]:"
                + " its JSON Schema is in meta",
            "operation 'forget' of Rich is one-way: this is in meta",
            "parameter 'shape' of operation 'rotate' of Rich is Shape, in ApiGear any: its JSON"
                + " Schema is in meta",
            "parameter 'matrix' of operation 'rotate' of Rich is integer (int32)[][], in ApiGear"
                + " any[]: its JSON Schema is in meta",
            "the result of operation 'rotate' of Rich is Shape, in ApiGear any: its JSON Schema is"
                + " in meta",
            "field 'id' of Item is required: this is in meta",
            "field 'since' of Item is string (date-time), in ApiGear string: its JSON Schema is in"
                + " meta",
            "field 'parent' of Item is Item or null, in ApiGear Item: its JSON Schema is in meta",
            "field 'price' of Item is number, in ApiGear any: its JSON Schema is in meta",
            "field 'count' of Item is integer, in ApiGear any: its JSON Schema is in meta",
            "field 'level' of Item is Level, in ApiGear int64: its JSON Schema is in meta",
            "Grade is an enum with texts or negative numbers: its JSON Schema is in meta",
            "Level is an enum with texts or negative numbers: its JSON Schema is in meta",
            "Shape is one of several structs: its JSON Schema is in meta"),
        module.warnings());
    assertEquals(contract, ContractModule.parse(module.toYaml(), List.of()).contract("Rich"));
  }

  @RemoteInterface(module = "io.odd", name = "Odd")
  interface IOdd {
    @Property("a-b")
    int getValue();

    @Property
    int getLast();

    @Signal("last")
    Subscription onLast(Runnable handler);
  }

  @Test
  void namesThatApiGearDoesNotAllowAreRefused() {
    ContractModule module = ContractModule.of(IOdd.class);
    IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, module::toYaml);
    assertEquals(
        """
        io.odd cannot be written as an ApiGear module, a rule is broken:
        - property 'a-b' of interface 'Odd' has a name that ApiGear does not allow: a letter, then\
         letters, digits and '_'\
        """,
        refused.getMessage());
    assertEquals("a-b", module.contract("Odd").model().properties().get(0).name());
  }

  @Test
  void noFileIsElsewhereWhateverAServiceSaysThatItIsCalled() {
    Contract hostile =
        Contract.parse(
            """
            {"name": "../\\\\up", "interfaces": [{"name": "../A",
              "properties": [{"name": "p", "type": "../E"}]}],
              "structs": [{"name": "../E", "fields": [{"name": "f", "type": "int"}]}]}
            """);
    ContractModule module = ContractModule.of(List.of(hostile));
    assertEquals("..__up.module.yaml", module.fileName());
    assertEquals(
        List.of("__up/I___A.java", "__up/___E.java"),
        List.copyOf(module.toJava().files().keySet()));
  }

  @Test
  void contractsOfOneModuleBelongTogether() {
    assertEquals(
        "contracts of one module belong together, these are of io.odd, io.shop; make a file for each",
        assertThrows(
                IllegalArgumentException.class, () -> ContractModule.of(IBox.class, IOdd.class))
            .getMessage());
    assertEquals(
        "there are two contracts of Box",
        assertThrows(
                IllegalArgumentException.class, () -> ContractModule.of(IBox.class, IBox.class))
            .getMessage());
    assertEquals(
        "a module needs at least one contract",
        assertThrows(IllegalArgumentException.class, () -> ContractModule.of(List.of()))
            .getMessage());
    assertEquals(
        "io.shop has no interface 'Bax'; it has [Box]",
        assertThrows(
                IllegalArgumentException.class, () -> ContractModule.of(IBox.class).contract("Bax"))
            .getMessage());
  }

  @Test
  void theContractThatAServiceTellsIsAModule() {
    ContractModule module = ContractModule.parse(Contract.of(IRich.class).toJson(), List.of());
    assertEquals(Contract.of(IRich.class), module.contract("Rich"));
  }

  @Test
  void filesInTheUsualOrderStayAsTheyAre() throws IOException {
    for (String module : List.of("tb.all", "tb.enum", "shared-types")) {
      assertEquals(Modules.text(module), Modules.read(module).toYaml());
    }
  }

  @Test
  void differencesNameTheirInterface() {
    String before =
        """
        name: a
        interfaces:
          - name: Gone
          - name: A
            properties: [{name: p, type: int}]
            operations: [{name: o, params: [{name: x, type: int}]}]
        """;
    String after =
        """
        name: a
        interfaces:
          - name: A
            properties: [{name: p, type: int, readonly: true}, {name: q, type: int}]
            operations: [{name: o, params: [{name: y, type: int32}]}]
          - name: Fresh
        """;
    assertEquals(
        List.of(
            "true A: property 'p' is read-only",
            "true interface 'Gone' is missing",
            "false A: property 'q' is new",
            "false interface 'Fresh' is new"),
        texts(before, after));
    assertEquals(List.of(), texts(before, before));
    assertEquals(
        List.of(
            "true A: the module is 'b' instead of 'a', so all topics differ",
            "true Gone: the module is 'b' instead of 'a', so all topics differ"),
        texts(before, before.replace("name: a", "name: b")));
  }

  private static List<String> texts(String before, String after) {
    return ContractModule.compare(
            ContractModule.parse(before, List.of()), ContractModule.parse(after, List.of()))
        .stream()
        .map(difference -> difference.breaking() + " " + difference.text())
        .toList();
  }
}
