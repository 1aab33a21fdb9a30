package io.mqttremoting.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A file is brought up to date: what still fits stays, what changed is new. */
class KeepingTest {
  private static String kept(String now, String before, ContractModule... imports) {
    return ContractModule.parse(now, List.of())
        .keeping(ContractModule.parse(before, List.of(imports)))
        .toYaml();
  }

  @Test
  void orderTextsAndMetaStay() {
    assertEquals(
        """
        name: a
        version: "1.1"
        description: all

        interfaces:
          - name: B
            meta:
              x: 1
            operations:
              - name: second
                description: new text
                params:
                  - name: old
                    type: float
                    description: a parameter
              - name: first
                description: kept text
              - name: third
        """,
        kept(
            """
            name: a
            version: "1.1"
            interfaces:
              - name: B
                operations:
                  - name: first
                  - { name: second, description: new text, params: [{ name: arg1, type: float32 }] }
                  - name: third
            """,
            """
            name: a
            version: "1.0"
            description: all
            interfaces:
              - name: B
                meta: { x: 1 }
                operations:
                  - name: second
                    description: old text
                    params: [{ name: old, type: float, description: a parameter }]
                  - { name: first, description: kept text }
                  - name: gone
            """));
  }

  @Test
  void anImportedTypeStaysWhileItHasTheSameFields() {
    ContractModule types =
        ContractModule.parse(
            "{name: t, structs: [{name: P, fields: [{name: x, type: int}]}]}", List.of());
    String before =
        """
        name: a
        imports: [{name: t}]
        interfaces: [{name: A, properties: [{name: p, type: P, import: t}]}]
        """;
    assertEquals(
        """
        name: a

        imports:
          - {name: t}

        interfaces:
          - name: A
            properties:
              - {name: p, type: P, import: t}
        """,
        kept(
            """
            name: a
            interfaces: [{name: A, properties: [{name: p, type: P}]}]
            structs: [{name: P, fields: [{name: x, type: int32}]}]
            """,
            before,
            types));
    assertEquals(
        """
        name: a

        imports:
          - {name: t}

        interfaces:
          - name: A
            properties:
              - {name: p, type: P}

        structs:
          - name: P
            fields:
              - {name: z, type: int32}
        """,
        kept(
            """
            name: a
            interfaces: [{name: A, properties: [{name: p, type: P}]}]
            structs: [{name: P, fields: [{name: z, type: int32}]}]
            """,
            before,
            types));
  }

  @Test
  void typesThatNoInterfaceUsedStayOthersGo() {
    assertEquals(
        """
        name: a

        interfaces:
          - name: A
            properties:
              - {name: p, type: int}

        structs:
          - name: Unused
            fields:
              - {name: x, type: int}
        """,
        kept(
            "{name: a, interfaces: [{name: A, properties: [{name: p, type: int32}]}]}",
            """
            name: a
            interfaces: [{name: A, properties: [{name: p, type: int}, {name: q, type: Used}]}]
            structs:
              - { name: Used, fields: [{name: x, type: int}] }
              - { name: Unused, fields: [{name: x, type: int}] }
            """));
  }

  @Test
  void aTypeThatChangedIsNotKept() {
    assertEquals(
        """
        name: a

        externs:
          - {name: X}

        interfaces:
          - name: A
            properties:
              - {name: p, type: string}
              - {name: q, type: X}
              - {name: r, type: int32, array: true}
        """,
        kept(
            """
            name: a
            interfaces:
              - name: A
                properties:
                  - { name: p, type: string }
                  - { name: q, type: any }
                  - { name: r, type: int32, array: true }
            """,
            """
            name: a
            externs: [{ name: X }]
            interfaces:
              - name: A
                properties:
                  - { name: p, type: X }
                  - { name: q, type: X }
                  - { name: r, type: int }
            """));
  }
}
