package io.mqttremoting.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused in a file, and how the message says it. */
class ModuleRulesTest {
  private static void assertRefused(String yaml, String... problems) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> ContractModule.parse(yaml, List.of()));
    String rules = problems.length == 1 ? "a rule is broken:" : "rules are broken:";
    assertEquals(
        "the text is not an ApiGear module, " + rules + "\n- " + String.join("\n- ", problems),
        refused.getMessage());
  }

  @Test
  void theSmallestModuleHasAName() {
    assertEquals("a.b_1", ContractModule.parse("name: a.b_1", List.of()).name());
    assertRefused("version: \"1.0\"", "the module has no 'name'");
    assertRefused("- a", "it is not a map with 'name' and 'interfaces'");
    assertRefused("", "it is not a map with 'name' and 'interfaces'");
  }

  @Test
  void whatIsNotYamlIsRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> ContractModule.parse("name: [", List.of()));
    assertEquals(
        "the text is not YAML: while parsing a flow node",
        refused.getMessage().lines().findFirst().orElseThrow());
    assertThrows(
        IllegalArgumentException.class,
        () -> ContractModule.parse("name: &a [*a]", List.of()),
        "a list that contains itself");
    assertThrows(
        IllegalArgumentException.class, () -> ContractModule.parse("name: a\nname: b", List.of()));
  }

  @Test
  void aVersionIsATextOfNumbers() {
    assertRefused(
        "{name: a, version: 1.0}", "version 1.0 is a number; write it in quotes, \"1.0\"");
    assertRefused(
        "{name: a, version: \"1\"}",
        "version '1' must be two or more numbers with dots, such as \"1.0\"");
  }

  @Test
  void theSchemaIsThatOfModules() {
    assertRefused(
        "{name: a, schema: apigear.solution/1.0}",
        "its schema is 'apigear.solution/1.0' instead of 'apigear.module/1.0'");
  }

  @Test
  void namesBeginWithALetter() {
    assertRefused(
        """
        name: 1a
        interfaces:
          - name: _A
            properties: [{name: a-b, type: int}]
            operations: [{name: o, params: [{name: 'a b', type: int}]}]
        structs: [{name: S, fields: [{name: '', type: int}]}]
        enums: [{name: E, members: [{name: 1x}]}]
        """,
        "the module has a name that ApiGear does not allow: a letter, then letters, digits, '_' and"
            + " '.'",
        "interface '_A' has a name that ApiGear does not allow: a letter, then letters, digits and"
            + " '_'",
        "property 'a-b' of interface '_A' has a name that ApiGear does not allow: a letter, then"
            + " letters, digits and '_'",
        "parameter 'a b' of operation 'o' of interface '_A' has a name that ApiGear does not allow:"
            + " a letter, then letters, digits and '_'",
        "field '' of struct 'S' has a name that ApiGear does not allow: a letter, then letters,"
            + " digits and '_'",
        "member '1x' of enum 'E' has a name that ApiGear does not allow: a letter, then letters,"
            + " digits and '_'");
  }

  @Test
  void unknownKeysAreRefusedEverywhere() {
    assertRefused(
        """
        name: a
        interfaces:
          - name: A
            errors: [x]
            operations: [{name: o, return: {type: int, name: x}}]
        """,
        "interface 'A' has the unknown key 'errors'; ApiGear allows description, extends, meta,"
            + " name, operations, properties, signals, and anything else in 'meta'",
        "the return of operation 'o' of interface 'A' has the unknown key 'name'; ApiGear allows"
            + " array, description, import, meta, type, and anything else in 'meta'");
  }

  @Test
  void valuesHaveTheirTypes() {
    assertRefused(
        """
        name: a
        description: 5
        imports: {name: b}
        interfaces:
          - name: A
            properties: [{name: p, type: int, array: yes, meta: 1}, q]
            operations: [{name: o, return: int}, {params: []}]
        structs: [{name: S, fields: [{name: f}, {name: g, type: }]}]
        """,
        "the module needs a text as 'description'",
        "the module needs a list as 'imports'",
        "property 'p' of interface 'A' needs true or false as 'array'",
        "property 'p' of interface 'A' needs a map as 'meta'",
        "each property of interface 'A' must be a map, 'q' is not",
        "operation 'o' of interface 'A' needs a map as 'return'",
        "an operation of interface 'A' has no 'name'",
        "field 'f' of struct 'S' has no 'type'",
        "field 'g' of struct 'S' has no 'type'",
        "field 'g' of struct 'S' has no value for 'type'; remove the key");
  }

  @Test
  void valuesOfEnumsAreWholeAndUnique() {
    assertRefused(
        "{name: a, enums: [{name: E, members: [{name: A, value: -1}, {name: B, value: 1.5}]}]}",
        "member 'A' of enum 'E' needs a whole number from 0 as 'value'",
        "member 'B' of enum 'E' needs a whole number from 0 as 'value'");
    assertRefused(
        "{name: a, enums: [{name: E, members: [{name: A, value: 1}, {name: B, value: 0}, {name: C},"
            + " {name: A, value: 7}]}]}",
        "enum 'E' has two members with the name 'A'",
        "enum 'E' has the value 1 twice, as 'A' and 'C'");
  }

  @Test
  void valuesOfEnumsAreWrittenEvenIfTheyWereLeftOut() {
    ContractModule module =
        ContractModule.parse(
            "{name: a, enums: [{name: E, members: [{name: A}, {name: B, value: 4}, {name: C}]}]}",
            List.of());
    assertEquals(
        """
        name: a

        enums:
          - name: E
            members:
              - {name: A, value: 0}
              - {name: B, value: 4}
              - {name: C, value: 5}
        """,
        module.toYaml());
  }

  @Test
  void membersAreUniqueTogetherAlsoInheritedOnes() {
    assertRefused(
        """
        name: a
        interfaces:
          - name: A
            properties: [{name: x, type: int}]
            signals: [{name: x}, {name: y}, {name: y}]
          - name: B
            extends: {name: A}
            operations: [{name: x, params: [{name: p, type: int}, {name: p, type: int}]}]
        """,
        "interface 'A' has 'x' as property and signal; names of properties, operations and signals"
            + " are unique together",
        "interface 'A' has 'y' as two signals; names of properties, operations and signals are"
            + " unique together",
        "interface 'B' has 'x' as operation and property; names of properties, operations and"
            + " signals are unique together",
        "interface 'B' has 'x' as operation and signal; names of properties, operations and signals"
            + " are unique together",
        "operation 'x' of interface 'B' has two parameters with the name 'p'");
  }

  @Test
  void typesAreUniqueInAModule() {
    assertRefused(
        "{name: a, interfaces: [{name: A}], structs: [{name: A}, {name: int}], enums: [{name: E},"
            + " {name: E}], externs: [{name: E}]}",
        "'A' is the name of an interface and a struct; names of types are unique in a module",
        "struct 'int' has the name of a primitive type; rename it",
        "'E' is the name of two enums; names of types are unique in a module",
        "'E' is the name of an enum and an extern; names of types are unique in a module");
  }

  @Test
  void typesAreKnown() {
    assertRefused(
        """
        name: a
        interfaces:
          - name: A
            properties: [{name: p, type: Itm}]
            operations: [{name: o, params: [{name: q, type: int16}], return: {type: Itm}}]
        structs: [{name: Item, fields: [{name: f, type: b.Item}]}]
        """,
        "property 'p' of interface 'A' has the type 'Itm', which is neither primitive nor declared;"
            + " there are A, Item",
        "parameter 'q' of operation 'o' of interface 'A' has the type 'int16', which is neither"
            + " primitive nor declared; there are A, Item",
        "the result of operation 'o' of interface 'A' has the type 'Itm', which is neither"
            + " primitive nor declared; there are A, Item",
        "field 'f' of struct 'Item' has the type 'b.Item', which is neither primitive nor declared;"
            + " there are A, Item");
  }

  @Test
  void importedTypesAreKnown() {
    ContractModule types =
        ContractModule.parse("{name: b, structs: [{name: Item, fields: []}]}", List.of());
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ContractModule.parse(
                    """
                    name: a
                    imports: [{name: b}, {name: c}]
                    interfaces:
                      - name: A
                        extends: {name: Base, import: b}
                        properties:
                          - {name: p, type: Item}
                          - {name: q, type: Itm, import: b}
                          - {name: r, type: Item, import: d}
                          - {name: s, type: Item, import: b}
                    """,
                    List.of(types)));
    assertEquals(
        """
        the text is not an ApiGear module, rules are broken:
        - the imported module 'c' is missing; put c.module.yaml beside this file
        - interface 'A' extends 'Base', which is not an interface of b; there are none
        - property 'p' of interface 'A' has the type 'Item', which is neither primitive nor\
         declared; it is one of b, so add import: b
        - property 'q' of interface 'A' has the type 'Itm', which b does not declare; there are Item
        - property 'r' of interface 'A' imports from 'd'; add this module to 'imports'\
        """,
        refused.getMessage());
  }

  @Test
  void interfacesDoNotExtendThemselves() {
    assertRefused(
        "{name: a, interfaces: [{name: A, extends: {name: B}}, {name: B, extends: {name: A}},"
            + " {name: C, extends: {name: X}}]}",
        "interface 'A' extends itself",
        "interface 'B' extends itself",
        "interface 'C' extends 'X', which is not an interface of a; there are A, B, C");
  }

  @Test
  void modulesDoNotImportEachOther(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a.module.yaml"), "{name: a, imports: [{name: b}]}");
    Files.writeString(folder.resolve("other.module.yaml"), "name: \"b\"\nimports: [{name: a}]");
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> ContractModule.read(folder.resolve("a.module.yaml")));
    assertEquals(
        "modules import each other: a.module.yaml imports other.module.yaml imports a.module.yaml",
        refused.getMessage());
  }

  @Test
  void theMessageNamesTheFile(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(folder.resolve("a.module.yaml"), "{name: a, imports: [{name: b}]}");
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> ContractModule.read(file));
    assertEquals(
        """
        a.module.yaml is not an ApiGear module, a rule is broken:
        - the imported module 'b' is missing; put b.module.yaml beside this file\
        """,
        refused.getMessage());
  }
}
