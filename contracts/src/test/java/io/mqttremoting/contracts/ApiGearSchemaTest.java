package io.mqttremoting.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.mqttremoting.Contract;
import io.mqttremoting.internal.contracts.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * ApiGear's own JSON Schema accepts what is written. It is not part of this project: the
 * environment variable {@code APIGEAR_SCHEMA} names its file.
 */
class ApiGearSchemaTest {
  private JsonSchema schema;

  @BeforeEach
  void read() throws IOException {
    String file = System.getenv("APIGEAR_SCHEMA");
    assumeTrue(file != null, "APIGEAR_SCHEMA names no file");
    schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(Files.readString(Path.of(file)));
  }

  private List<String> problems(String yaml) {
    return schema.validate(new ObjectMapper().valueToTree(Yaml.read(yaml, "it"))).stream()
        .map(Object::toString)
        .toList();
  }

  @Test
  void itAcceptsWhatIsWritten() throws IOException {
    for (String module : Set.of("tb.all", "tb.enum", "shared-types")) {
      assertEquals(List.of(), problems(Modules.read(module).toYaml()), module);
    }
    ContractModule rich = ContractModule.of(List.of(Contract.of(IRich.class)));
    assertEquals(List.of(), problems(rich.toYaml()));
  }

  @Test
  void itRefusesWhatTheRulesRefuse() {
    assertNotEquals(List.of(), problems("{name: a, version: 1.0}"));
    assertNotEquals(List.of(), problems("{name: a, interfaces: [{name: _A}]}"));
    assertNotEquals(List.of(), problems("{name: a, interfaces: [{name: A, errors: []}]}"));
  }
}
