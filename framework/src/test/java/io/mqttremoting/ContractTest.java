package io.mqttremoting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttremoting.api.Description;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contracts of Java interfaces, as JSON and back, and their fingerprints. */
class ContractTest {
  private static final String FINGERPRINT = "308ac289b74c1412";

  private static JsonNode expected() {
    try (var file = ContractTest.class.getResourceAsStream("/kinds.contract.json")) {
      return Json.tree(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anInterfaceIsDescribedInWordsOfAnyLanguage() {
    assertEquals(
        expected().toPrettyString(),
        Json.tree(Contract.of(IKinds.class).toJson()).toPrettyString());
  }

  @Test
  void theJsonSaysEverythingThatTheContractHolds() {
    Contract contract = Contract.of(IKinds.class);
    Contract parsed = Contract.parse(contract.toJson());
    assertEquals(contract, parsed);
    assertEquals(contract.hashCode(), parsed.hashCode());
    assertEquals(contract.toJson(), parsed.toJson());
    assertEquals("io.kinds", parsed.module());
    assertEquals("Kinds", parsed.name());
    assertEquals(Optional.of("1.2"), parsed.version());
    assertEquals("contract of io.kinds/Kinds 1.2, " + FINGERPRINT, parsed.toString());
    assertEquals(
        Map.of("$ref", "#/$defs/PageOfItem"),
        parsed.schema(parsed.model().operations().get(0).result().orElseThrow()));
  }

  /** The rules of ApiGear's modules, except that the names of fields are those on the wire. */
  @Test
  void theJsonIsAnApiGearModule() {
    List<String> problems = new ArrayList<>();
    JsonNode module = Json.tree(Contract.of(IKinds.class).toJson());
    keys(problems, module, "schema name version interfaces structs enums meta");
    assertTrue(module.get("version").asText().matches("\\d+\\.\\d+(\\.\\d+)*"));
    assertTrue(module.get("name").asText().matches("[A-Za-z][0-9A-Za-z_.]*"));
    Set<String> types =
        new HashSet<>(
            List.of("bool", "int32", "int64", "float32", "float64", "string", "bytes", "any"));
    for (String kind : List.of("structs", "enums")) {
      for (JsonNode type : module.get(kind)) {
        name(problems, type);
        assertTrue(types.add(type.get("name").asText()), type::toString);
      }
    }
    for (JsonNode type : module.get("structs")) {
      keys(problems, type, "name description fields");
      types(problems, type.get("fields"), types);
    }
    for (JsonNode type : module.get("enums")) {
      keys(problems, type, "name description members");
      for (JsonNode member : type.get("members")) {
        keys(problems, member, "name value description");
        name(problems, member);
        assertTrue(member.get("value").asLong() >= 0);
      }
    }
    JsonNode described = module.get("interfaces").get(0);
    keys(problems, described, "name description properties operations signals");
    Set<String> members = new HashSet<>();
    types(problems, described.get("properties"), types);
    for (String kind : List.of("properties", "operations", "signals")) {
      for (JsonNode member : described.get(kind)) {
        name(problems, member);
        assertTrue(members.add(member.get("name").asText()), member::toString);
        types(problems, member.path("params"), types);
        if (member.has("return")) {
          keys(problems, member.get("return"), "type array meta");
          type(problems, member.get("return"), types);
        }
      }
    }
    for (JsonNode member : described.get("operations")) {
      keys(problems, member, "name description params return meta");
    }
    for (JsonNode member : described.get("signals")) {
      keys(problems, member, "name description params");
    }
    assertEquals(List.of(), problems);
  }

  private static void keys(List<String> problems, JsonNode node, String allowed) {
    List<String> known = List.of(allowed.split(" "));
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                problems.add("key " + name + " of " + node);
              }
            });
  }

  private static void name(List<String> problems, JsonNode node) {
    if (!node.get("name").asText().matches("[A-Za-z][0-9A-Za-z_]*")) {
      problems.add("name of " + node);
    }
  }

  private static void types(List<String> problems, JsonNode fields, Set<String> types) {
    for (JsonNode field : fields) {
      keys(problems, field, "name type array readonly description meta");
      if (!field.get("name").asText().equals("full-name")) {
        name(problems, field);
      }
      type(problems, field, types);
    }
  }

  private static void type(List<String> problems, JsonNode typed, Set<String> types) {
    if (!types.contains(typed.get("type").asText())) {
      problems.add("type of " + typed);
    }
  }

  @Test
  void eachReferenceHasADefinition() {
    JsonNode module = Json.tree(Contract.of(IKinds.class).toJson());
    List<String> references = module.findValuesAsText("$ref");
    assertTrue(references.size() > 5);
    references.forEach(
        reference ->
            assertTrue(module.get("meta").at(reference.substring(1)).isObject(), reference));
    assertEquals(
        "https://json-schema.org/draft/2020-12/schema", module.get("meta").get("$schema").asText());
  }

  @Test
  void aModuleWithoutMetaIsRead() {
    Contract contract =
        Contract.parse(
            """
            {"schema":"apigear.module/1.0","name":"m","externs":[{"name":"Far"}],
             "interfaces":[{"name":"I","properties":[{"name":"p","type":"E","array":true}],
               "operations":[{"name":"o","params":[{"name":"a","type":"int"},
                   {"name":"b","type":"Far"},{"name":"c","type":"X","import":"y"}],
                 "return":{"type":"S"}}]}],
             "structs":[{"name":"S","fields":[{"name":"f","type":"float"}]}],
             "enums":[{"name":"E","members":[{"name":"A"},{"name":"B","value":7},{"name":"C"}]}]}
            """);
    assertEquals("E[]", contract.model().properties().get(0).type().toString());
    assertEquals(
        List.of("int32", "any", "any"),
        contract.model().operations().get(0).parameters().stream()
            .map(field -> field.type().toString())
            .toList());
    assertTrue(
        contract
            .toJson()
            .contains(
                "[{\"name\":\"A\",\"value\":0},{\"name\":\"B\",\"value\":7},"
                    + "{\"name\":\"C\",\"value\":8}]"));
    assertEquals(contract, Contract.parse(contract.toJson()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]       | the module is not a JSON object",
        "null     | the module is not a JSON object",
        "{        | malformed JSON at line 1, column 2",
        "{}       | the module has 0 interfaces instead of one",
        "{`interfaces`:[{}]} | the module.interfaces has no 'name'",
        "{`interfaces`:[{`name`:`I`}]} | the module has no 'name'",
        "{`interfaces`:{}} | the module needs a list as 'interfaces'",
        "{`name`:`m`,`interfaces`:[{`name`:`I`,`properties`:[{`name`:`p`}]}]}"
            + " | property 'p' has no 'type'",
      })
  void whatIsNoContractIsRefused(String json, String reason) {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> Contract.parse(json.replace('`', '"')));
    assertTrue(thrown.getMessage().startsWith("not a contract: " + reason), thrown::getMessage);
  }

  private static String structs(String property, int count) {
    StringBuilder json = new StringBuilder("{\"name\":\"m\",\"interfaces\":[{\"name\":\"I\",");
    json.append("\"properties\":[{\"name\":\"").append(property).append("\",\"type\":\"S0\"}]}]");
    String before = ",\"structs\":[";
    for (int i = 0; i < count; i++) {
      String next = "S" + Math.min(i + 1, count - 1);
      json.append(before).append("{\"name\":\"S").append(i).append("\",\"fields\":[");
      json.append("{\"name\":\"f\",\"type\":\"").append(next).append("\"}]}");
      before = ",";
    }
    return json.append("]}").toString();
  }

  @Test
  void typesThatAreTooDeepAreRefused() {
    assertEquals("I", Contract.parse(structs("p", 100)).name());
    for (int count : new int[] {101, 10_000}) {
      IllegalArgumentException thrown =
          assertThrows(IllegalArgumentException.class, () -> Contract.parse(structs("p", count)));
      assertEquals("m/I has types that contain each other more than 100 deep", thrown.getMessage());
    }
  }

  @Test
  void differencesAreOneShortLineEach() {
    Contract mine = Contract.parse("{\"name\":\"m\",\"interfaces\":[{\"name\":\"I\"}]}");
    assertEquals(
        "property 'p\\nWARN a second line' is new",
        Contract.compare(mine, Contract.parse(structs("p\\nWARN a second line", 1))).get(0).text());
    String text =
        Contract.compare(mine, Contract.parse(structs("p".repeat(10_000), 1))).get(0).text();
    assertEquals("property '" + "p".repeat(490) + "...", text);
  }

  @Test
  void anUndefinedTypeIsRefused() {
    assertEquals(
        "m/I defines no type 'Nowhere'",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    Contract.parse(
                        "{\"name\":\"m\",\"interfaces\":[{\"name\":\"I\",\"properties\":"
                            + "[{\"name\":\"p\",\"type\":\"Nowhere\"}]}]}"))
            .getMessage());
  }

  /** Another program: it has another order of methods, classes and hashes. */
  @Test
  void theFingerprintIsTheSameInEveryJvm() throws Exception {
    assertEquals(FINGERPRINT, Contract.of(IKinds.class).fingerprint());
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Printer.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(other.getInputStream().readAllBytes(), UTF_8).trim();
    assertEquals(FINGERPRINT, printed);
  }

  static final class Printer {
    private Printer() {}

    public static void main(String[] arguments) {
      System.out.println(Contract.of(IKinds.class).fingerprint());
    }
  }

  @RemoteInterface(module = "m")
  interface IOne {
    @Property
    First getValue();

    @Operation
    void go(First first, int count);

    record First(String a, int b) {}
  }

  /** The same on the wire as {@link IOne}. */
  @RemoteInterface(module = "m", version = "2.0")
  @Description("another text")
  interface ITwo {
    @Operation(timeoutMillis = 7, oneWay = true)
    void go(Second other, Integer number);

    @Property
    @Description("another text")
    Second getValue();

    @Property
    Subscription onValueChanged(Consumer<Second> handler);

    record Second(@Description("b") int b, Optional<String> a) {}
  }

  @RemoteInterface(module = "m")
  interface IThree {
    @Property
    Third getValue();

    @Operation
    void go(Third first, int count);

    record Third(String a, long b) {}
  }

  @Test
  void theFingerprintIsOfWhatIsOnTheWire() {
    Contract one = Contract.of(IOne.class);
    assertEquals(one.fingerprint(), Contract.of(ITwo.class).fingerprint());
    assertNotEquals(one, Contract.of(ITwo.class));
    assertEquals(
        List.of("field 'a' of First may be null"),
        Contract.compare(one, Contract.of(ITwo.class)).stream()
            .peek(difference -> assertEquals(false, difference.breaking()))
            .map(difference -> difference.text())
            .toList());
    assertNotEquals(one.fingerprint(), Contract.of(IThree.class).fingerprint());
  }

  @Test
  void aVersionIsNumbersWithDots() {
    assertEquals(
        "io.mqttremoting.ContractTest$IBadVersion cannot be a remote interface, a rule is broken:\n"
            + "- IBadVersion: the version 'v1' must be two or more numbers with dots, such as 1.2;"
            + " correct it in @RemoteInterface(version = \"1.2\")",
        assertThrows(IllegalArgumentException.class, () -> Contract.of(IBadVersion.class))
            .getMessage());
  }

  @RemoteInterface(module = "m", version = "v1")
  interface IBadVersion {
    @Operation
    void go();
  }
}
