package io.mqttremoting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.api.ContractModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The differences between two contracts, in words and in both directions. */
class ContractComparisonTest {
  private static final String READ = "'properties':[{'name':'p','type':'T','readonly':true}]";
  private static final String SENT =
      "'operations':[{'name':'o','params':[{'name':'x','type':'T'}]}]";

  private static Contract contract(String members, String types) {
    return Contract.parse(
        ("{'name':'m','interfaces':[{'name':'I'," + members + "}]" + types + "}")
            .replace('\'', '"'));
  }

  private static Contract struct(String members, String fields) {
    return contract(members, ",'structs':[{'name':'T','fields':[" + fields + "]}]");
  }

  private static Contract enumeration(String members, String constants) {
    return contract(members, ",'enums':[{'name':'T','members':[" + constants + "]}]");
  }

  /** Breaking differences begin with an exclamation mark. */
  private static void assertDifferences(Contract mine, Contract theirs, String... expected) {
    List<ContractModel.Difference> found = Contract.compare(mine, theirs);
    assertEquals(
        List.of(expected),
        found.stream().map(each -> (each.breaking() ? "!" : "") + each.text()).toList());
    if (found.stream().anyMatch(ContractModel.Difference::breaking)) {
      assertEquals(false, mine.fingerprint().equals(theirs.fingerprint()));
    }
    assertEquals(List.of(), Contract.compare(mine, mine));
    assertEquals(List.of(), Contract.compare(theirs, theirs));
  }

  @Test
  void members() {
    Contract one =
        contract(
            "'properties':[{'name':'p','type':'int'}],'operations':[{'name':'o'}],"
                + "'signals':[{'name':'s'}]",
            "");
    Contract none = contract("'description':''", "");
    assertDifferences(
        one,
        none,
        "!property 'p' is missing",
        "!operation 'o' is missing",
        "!signal 's' is missing");
    assertDifferences(
        none, one, "property 'p' is new", "operation 'o' is new", "signal 's' is new");
  }

  @Test
  void properties() {
    Contract writable = contract("'properties':[{'name':'p','type':'int'}]", "");
    Contract readOnly = contract("'properties':[{'name':'p','type':'int','readonly':true}]", "");
    assertDifferences(writable, readOnly, "!property 'p' is read-only");
    assertDifferences(readOnly, writable, "property 'p' can be changed");
  }

  @Test
  void fields() {
    String old = "{'name':'name','type':'string'},{'name':'age','type':'int'}";
    String renamed = "{'name':'fullName','type':'string'},{'name':'age','type':'int'}";
    assertDifferences(
        struct(READ, old),
        struct(READ, renamed),
        "!field 'name' of T is missing; has it been renamed to 'fullName'?",
        "field 'fullName' of T is new");
    assertDifferences(
        struct(SENT, old),
        struct(SENT, renamed),
        "!field 'name' of T is missing; has it been renamed to 'fullName'?",
        "field 'fullName' of T is new");
    String less = "{'name':'age','type':'int'}";
    assertDifferences(struct(READ, old), struct(READ, less), "!field 'name' of T is missing");
    assertDifferences(struct(READ, less), struct(READ, old), "field 'name' of T is new");
    String required = less + ",{'name':'name','type':'string','meta':{'required':true}}";
    assertDifferences(struct(READ, less), struct(READ, required), "field 'name' of T is new");
    assertDifferences(
        struct(SENT, less), struct(SENT, required), "!field 'name' of T is new and required");
  }

  @Test
  void fieldsThatMayBeNull() {
    String orNull =
        "{'name':'a','type':'string','meta':{'schema':{'anyOf':[{'type':'string'},"
            + "{'type':'null'}]}}}";
    String never = "{'name':'a','type':'string'}";
    assertDifferences(struct(READ, orNull), struct(READ, ""), "field 'a' of T is missing");
    assertDifferences(struct(SENT, orNull), struct(SENT, ""), "!field 'a' of T is missing");
    assertDifferences(struct(READ, orNull), struct(READ, never), "field 'a' of T has no null");
    assertDifferences(struct(READ, never), struct(READ, orNull), "field 'a' of T may be null");
  }

  @Test
  void types() {
    String number = "{'name':'a','type':'int'}";
    String large = "{'name':'a','type':'int64'}";
    assertDifferences(
        struct(READ, number), struct(READ, large), "!field 'a' of T is int64 instead of int32");
    assertDifferences(
        struct(SENT, number), struct(SENT, large), "field 'a' of T is int64 instead of int32");
    assertDifferences(
        struct(READ, large), struct(READ, number), "field 'a' of T is int32 instead of int64");
    assertDifferences(
        struct(SENT, large), struct(SENT, number), "!field 'a' of T is int32 instead of int64");
    String text = "{'name':'a','type':'string'}";
    assertDifferences(
        struct(READ, text), struct(READ, number), "!field 'a' of T is int32 instead of string");
    String date =
        "{'name':'a','type':'string','meta':{'schema':{'type':'string','format':'date'}}}";
    assertDifferences(
        struct(READ, text),
        struct(READ, date),
        "field 'a' of T is string (date) instead of string");
    assertDifferences(
        struct(SENT, text),
        struct(SENT, date),
        "!field 'a' of T is string (date) instead of string");
    String texts = "{'name':'a','type':'string','array':true}";
    assertDifferences(
        struct(READ, text), struct(READ, texts), "!field 'a' of T is string[] instead of string");
    String any = "{'name':'a','type':'any'}";
    assertDifferences(
        struct(READ, any), struct(READ, text), "field 'a' of T is string instead of any value");
    assertDifferences(
        struct(READ, text), struct(READ, any), "!field 'a' of T is any value instead of string");
    String own = "{'name':'a','type':'T'}";
    assertDifferences(
        struct(READ, text), struct(READ, own), "!field 'a' of T is the struct T instead of string");
  }

  @Test
  void constants() {
    String two = "{'name':'A','value':0},{'name':'B','value':1}";
    String reordered = "{'name':'B','value':0},{'name':'A','value':1}";
    assertDifferences(
        enumeration(READ, two),
        enumeration(READ, reordered),
        "!constant 'A' of T is 1 instead of 0",
        "!constant 'B' of T is 0 instead of 1");
    String renamed = "{'name':'A','value':0},{'name':'C','value':1}";
    assertDifferences(
        enumeration(READ, two), enumeration(READ, renamed), "!constant 'B' of T, 1, is called 'C'");
    String three = two + ",{'name':'C','value':2}";
    assertDifferences(
        enumeration(READ, two), enumeration(READ, three), "!constant 'C' of T, 2, is new");
    assertDifferences(
        enumeration(SENT, two), enumeration(SENT, three), "constant 'C' of T, 2, is new");
    assertDifferences(
        enumeration(READ, three), enumeration(READ, two), "constant 'C' of T, 2, is missing");
    assertDifferences(
        enumeration(SENT, three), enumeration(SENT, two), "!constant 'C' of T, 2, is missing");
  }

  private static Contract texts(String members, String constants) {
    String schema = "'meta':{'schema':{'$ref':'#/$defs/T'}}";
    return contract(
        members.replace("'type':'T'", "'type':'string'," + schema),
        ",'meta':{'$defs':{'T':{'oneOf':[" + constants + "]}}}");
  }

  @Test
  void constantsThatAreTexts() {
    String two = "{'const':'a','title':'A'},{'const':'b','title':'B'}";
    String renamed = "{'const':'a','title':'A'},{'const':'b','title':'BB'}";
    assertDifferences(texts(READ, two), texts(READ, renamed));
    String one = "{'const':'a','title':'A'}";
    assertDifferences(texts(READ, two), texts(READ, one), "constant 'B' of T, \"b\", is missing");
    assertDifferences(texts(SENT, two), texts(SENT, one), "!constant 'B' of T, \"b\", is missing");
    assertDifferences(texts(READ, one), texts(READ, two), "!constant 'B' of T, b, is new");
    assertDifferences(
        texts(READ, one), enumeration(READ, "{'name':'A','value':0}"), "!T has numbers as values");
    assertDifferences(
        enumeration(READ, "{'name':'A','value':0}"), texts(READ, one), "!T has texts as values");
  }

  private static Contract union(String members, String discriminator, String... ids) {
    StringBuilder variants = new StringBuilder();
    for (String id : ids) {
      variants
          .append(variants.isEmpty() ? "" : ",")
          .append("{'allOf':[{'properties':{'")
          .append(discriminator)
          .append("':{'const':'")
          .append(id)
          .append("'}},'required':['")
          .append(discriminator)
          .append("']},{'$ref':'#/$defs/S'}]}");
    }
    String schema = "'meta':{'schema':{'$ref':'#/$defs/T'}}";
    return contract(
        members.replace("'type':'T'", "'type':'any'," + schema),
        ",'structs':[{'name':'S'}],'meta':{'$defs':{'T':{'oneOf':[" + variants + "]}}}");
  }

  @Test
  void variants() {
    Contract two = union(READ, "kind", "a", "b");
    Contract one = union(READ, "kind", "a");
    assertDifferences(two, one, "variant 'b' of T is missing");
    assertDifferences(one, two, "!variant 'b' of T is new");
    assertDifferences(
        union(SENT, "kind", "a", "b"), union(SENT, "kind", "a"), "!variant 'b' of T is missing");
    assertDifferences(
        one, union(READ, "type", "a"), "!T is told apart by the field 'type' instead of 'kind'");
  }

  @Test
  void parametersAndResults() {
    String one = "'operations':[{'name':'o','params':[{'name':'a','type':'int'}]}]";
    String two =
        "'operations':[{'name':'o','params':[{'name':'x','type':'int'},"
            + "{'name':'b','type':'string'}],'return':{'type':'int'}}]";
    assertDifferences(
        contract(one, ""),
        contract(two, ""),
        "!operation 'o' needs the new parameter 'b'",
        "operation 'o' has a result");
    assertDifferences(
        contract(two, ""),
        contract(one, ""),
        "!operation 'o' has no parameter 'b'",
        "!operation 'o' has no result");
    String other =
        "'operations':[{'name':'o','params':[{'name':'x','type':'string'},"
            + "{'name':'b','type':'string'}],'return':{'type':'string'}}]";
    assertDifferences(
        contract(two, ""),
        contract(other, ""),
        "!parameter 'x' of operation 'o' is string instead of int32",
        "!the result of operation 'o' is string instead of int32");
    assertDifferences(
        contract("'signals':[{'name':'s'}]", ""),
        contract("'signals':[{'name':'s','params':[{'name':'a','type':'int'}]}]", ""),
        "!signal 's' needs the new parameter 'a'");
  }

  @Test
  void errors() {
    Contract with = contract("'operations':[{'name':'o','meta':{'errors':['full']}}]", "");
    Contract without = contract("'operations':[{'name':'o'}]", "");
    assertDifferences(with, without, "operation 'o' no longer fails with full");
    assertDifferences(without, with, "operation 'o' has the new error full");
  }
}
