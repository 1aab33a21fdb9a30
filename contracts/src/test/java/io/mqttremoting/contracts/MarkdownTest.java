package io.mqttremoting.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.Contract;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages for people. */
class MarkdownTest {
  @Test
  void aPageSaysWhatIsInTheContract() {
    assertEquals(
        """
        # io.rich 2.1

        ## Rich 2.1

        Rich

        Topics begin with `io.rich/Rich/`.

        ### Properties of Rich

        | name | type | can be changed | errors | description |
        | --- | --- | --- | --- | --- |
        | `items` | map of [Item](#item) | yes, confirmed | full | by name |

        ### Operations of Rich

        | operation | result | errors | timeout | description |
        | --- | --- | --- | --- | --- |
        | `find`(text: string, grade: [Grade](#grade) or null) | [PageOfItem](#pageofitem) | full,\
         not-found | 5000 ms | `text`: part of a label |
        | `forget`(ids: array of string (uuid), data: bytes) | none, one-way | | | |
        | `rotate`(shape: [Shape](#shape), matrix: array of array of int32) | [Shape](#shape) | | | |

        ### Signals of Rich

        | signal | description |
        | --- | --- |
        | `done`() | |
        | `found`(arg1: [Item](#item)) | |

        ## Types

        ### Circle

        A struct, sent as a JSON object.

        | field | type |
        | --- | --- |
        | `radius` | float64 |

        ### Grade

        An enum, sent as its value.

        | constant | value | description |
        | --- | --- | --- |
        | `GOOD` | `good` | |
        | `BAD` | `bad` | not good |

        ### Item

        an item

        A struct, sent as a JSON object.

        | field | type | required | description |
        | --- | --- | --- | --- |
        | `id` | int64 | yes | |
        | `label` | string | | for people |
        | `since` | string (date-time) | | |
        | `parent` | [Item](#item) or null | | |
        | `price` | number | | |
        | `count` | integer | | |
        | `level` | [Level](#level) | | |

        ### Level

        An enum, sent as its value.

        | constant | value |
        | --- | --- |
        | `LOW` | `-1` |
        | `HIGH` | `1` |

        ### PageOfItem

        A struct, sent as a JSON object.

        | field | type |
        | --- | --- |
        | `entries` | array of [Item](#item) |
        | `number` | int32 |

        ### Shape

        One of several structs, told apart by the field `kind`.

        | `kind` | struct |
        | --- | --- |
        | `circle` | [Circle](#circle) |
        | `square` | [Square](#square) |

        ### Square

        A struct, sent as a JSON object.

        | field | type |
        | --- | --- |
        | `side` | float64 |
        """,
        ContractModule.of(List.of(Contract.of(IRich.class))).toMarkdown());
  }

  @Test
  void textsOfOthersAreNoMarkup() {
    ContractModule module =
        ContractModule.parse(
            """
            name: a_b
            description: "<script> [x](y) | `z` *"
            structs:
              - { name: S, description: "# no head", fields: [{ name: f, type: int, description: "a | b\\nc" }] }
            """,
            List.of());
    assertEquals(
        """
        # a\\_b

        &lt;script> \\[x\\](y) \\| \\`z\\` \\*

        ## Types

        ### S

        \\# no head

        A struct, sent as a JSON object.

        | field | type | description |
        | --- | --- | --- |
        | `f` | int32 | a \\| b<br>c |
        """,
        module.toMarkdown());
  }
}
