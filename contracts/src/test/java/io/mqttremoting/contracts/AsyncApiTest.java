package io.mqttremoting.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.internal.contracts.Yaml;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AsyncAPI documents: what they say of each topic, and that the parser of AsyncAPI accepts them.
 */
class AsyncApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode document(ContractModule module) {
    return JSON.valueToTree(Yaml.read(module.toAsyncApi("ssl://user:secret@broker:8883"), "it"));
  }

  private static JsonNode json(String text) throws IOException {
    return JSON.readTree(text.replace('\'', '"'));
  }

  @Test
  void eachTopicIsAChannel() {
    JsonNode document = document(ContractModule.of(IRich.class));
    List<String> topics = new ArrayList<>();
    document
        .get("channels")
        .properties()
        .forEach(
            channel ->
                topics.add(channel.getKey() + " " + channel.getValue().get("address").asText()));
    assertEquals(
        List.of(
            "Rich.prop.items io.rich/Rich/prop/items",
            "Rich.set.items io.rich/Rich/set/items",
            "Rich.sig.done io.rich/Rich/sig/done",
            "Rich.sig.found io.rich/Rich/sig/found",
            "Rich.rpc.find io.rich/Rich/rpc/find",
            "Rich.rpc.find.result io.rich/Rich/rpc/find/{clientId}/result",
            "Rich.rpc.v3.find io.rich/Rich/rpc/v3/find",
            "Rich.rpc.v3.find.result null",
            "Rich.rpc.forget io.rich/Rich/rpc/forget",
            "Rich.rpc.forget.result io.rich/Rich/rpc/forget/{clientId}/result",
            "Rich.rpc.v3.forget io.rich/Rich/rpc/v3/forget",
            "Rich.rpc.v3.forget.result null",
            "Rich.rpc.rotate io.rich/Rich/rpc/rotate",
            "Rich.rpc.rotate.result io.rich/Rich/rpc/rotate/{clientId}/result",
            "Rich.rpc.v3.rotate io.rich/Rich/rpc/v3/rotate",
            "Rich.rpc.v3.rotate.result null",
            "Rich._status io.rich/Rich/_status/{clientId}"),
        topics);
  }

  @Test
  void valuesAreRetainedAndChangesAreReceived() throws IOException {
    JsonNode document = document(ContractModule.of(IRich.class));
    assertEquals(
        json(
            """
            {'action':'send','channel':{'$ref':'#/channels/Rich.prop.items'},
             'messages':[{'$ref':'#/channels/Rich.prop.items/messages/value'}],
             'bindings':{'mqtt':{'qos':1,'retain':true,'bindingVersion':'0.2.0'}}}
            """),
        document.at("/operations/Rich.prop.items"));
    assertEquals("receive", document.at("/operations/Rich.set.items/action").asText());
    assertEquals("send", document.at("/operations/Rich.sig.found/action").asText());
    assertEquals("receive", document.at("/operations/Rich.rpc.find/action").asText());
    assertEquals(
        json(
            """
            {'type':'object','additionalProperties':{'$ref':'#/components/schemas/Item'}}
            """),
        document.at("/channels/Rich.prop.items/messages/value/payload"));
    assertEquals("by name", document.at("/channels/Rich.prop.items/description").asText());
  }

  @Test
  void argumentsAreTuples() throws IOException {
    JsonNode document = document(ContractModule.of(IRich.class));
    assertEquals(
        json(
            """
            {'type':'array','items':[
              {'title':'text','description':'part of a label','type':'string'},
              {'title':'grade','anyOf':[{'$ref':'#/components/schemas/Grade'},{'type':'null'}]}],
             'minItems':2,'maxItems':2}
            """),
        document.at("/channels/Rich.rpc.find/messages/request/payload"));
    assertEquals(
        json("{'type':'array','maxItems':0}"),
        document.at("/channels/Rich.sig.done/messages/signal/payload"));
    assertEquals(
        json(
            """
            [{'title':'arg1','allOf':[{'$ref':'#/components/schemas/Item'}]}]
            """),
        document.at("/channels/Rich.sig.found/messages/signal/payload/items"));
  }

  @Test
  void repliesAreFoundInBothMappings() throws IOException {
    JsonNode document = document(ContractModule.of(IRich.class));
    assertEquals(
        json(
            """
            {'channel':{'$ref':'#/channels/Rich.rpc.find.result'},
             'messages':[{'$ref':'#/channels/Rich.rpc.find.result/messages/result'},
                         {'$ref':'#/channels/Rich.rpc.find.result/messages/error'}]}
            """),
        document.at("/operations/Rich.rpc.find/reply"));
    JsonNode v3 = document.at("/operations/Rich.rpc.v3.find/reply");
    assertEquals("$message.payload#/responseTopic", v3.at("/address/location").asText());
    JsonNode request = document.at("/channels/Rich.rpc.v3.find/messages/request");
    assertEquals(
        "$message.payload#/correlationData", request.at("/correlationId/location").asText());
    assertEquals(
        json("['correlationData','responseTopic','data']"), request.at("/payload/required"));
    JsonNode error = document.at("/channels/Rich.rpc.find.result/messages/error");
    assertEquals(
        json("['full','not-found']"), error.at("/headers/properties/remoting-error-type/enum"));
    assertEquals("null", error.at("/payload/type").asText());
  }

  @Test
  void theServerHasNoCredentials() throws IOException {
    assertEquals(
        json("{'broker':{'host':'broker:8883','protocol':'secure-mqtt'}}"),
        document(ContractModule.of(IRich.class)).get("servers"));
    ContractModule module = ContractModule.parse("name: a", List.of());
    assertEquals(
        """
        asyncapi: 3.0.0
        info:
          title: a
          version: "0.0"
        defaultContentType: application/json
        channels: {}
        operations: {}
        """,
        module.toAsyncApi());
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> module.toAsyncApi("broker"));
    assertEquals(
        "'broker' names no host; write it like tcp://localhost:1883", refused.getMessage());
  }

  @RemoteInterface(module = "a", name = "A")
  interface IOdd {
    @Operation("a b")
    void one();

    @Operation("a.b")
    void two();

    @Operation("a~b")
    void three();
  }

  @RemoteInterface(module = "a", name = "A")
  interface IBraces {
    @Operation("a{b}")
    void one();
  }

  @Test
  void namesOfChannelsAreValidAndUnique() {
    JsonNode channels = document(ContractModule.of(IOdd.class)).get("channels");
    assertEquals("a/A/rpc/a b", channels.at("/A.rpc.a_b/address").asText());
    assertEquals("a/A/rpc/a.b", channels.at("/A.rpc.a.b/address").asText());
    assertEquals("a/A/rpc/a~b", channels.at("/A.rpc.a_b_2/address").asText());
    ContractModule braces = ContractModule.of(IBraces.class);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, braces::toAsyncApi);
    assertEquals(
        "AsyncAPI reads braces in the topic a/A/rpc/a{b} as a parameter; rename the member",
        refused.getMessage());
  }

  private static final String SCRIPT =
      """
      const { Parser } = require('@asyncapi/parser');
      const fs = require('fs');
      (async () => {
        const { diagnostics } = await new Parser().parse(fs.readFileSync(process.argv[2], 'utf8'));
        for (const each of diagnostics.filter(d => d.severity < 2)) {
          console.log(each.code, each.path.join('.'), each.message);
        }
      })();
      """;

  /**
   * With the parser of AsyncAPI: the environment variable {@code ASYNCAPI_PARSER} names a folder in
   * which {@code npm install @asyncapi/parser} was run.
   */
  @Test
  void theParserOfAsyncApiFindsNoFault(@TempDir Path folder) throws Exception {
    String installed = System.getenv("ASYNCAPI_PARSER");
    assumeTrue(installed != null, "ASYNCAPI_PARSER names no folder");
    Path script = Files.writeString(folder.resolve("check.js"), SCRIPT);
    List<ContractModule> modules =
        List.of(
            ContractModule.of(IRich.class),
            ContractModule.of(IOdd.class),
            Modules.read("tb.all"),
            Modules.read("tb.enum"));
    for (ContractModule module : modules) {
      Path document = folder.resolve(module.name() + ".yaml");
      Files.writeString(document, module.toAsyncApi("tcp://localhost:1883"));
      assertEquals("", run(installed, script, document), module.name());
    }
    Path broken = Files.writeString(folder.resolve("broken.yaml"), "asyncapi: 3.0.0");
    assertTrue(run(installed, script, broken).contains("info"));
  }

  private static String run(String installed, Path script, Path document) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("node", script.toString(), document.toString())
            .redirectErrorStream(true);
    builder.environment().put("NODE_PATH", installed + File.separator + "node_modules");
    Process node = builder.start();
    try {
      String printed = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(node.waitFor(60, TimeUnit.SECONDS), "node does not end");
      assertEquals(0, node.exitValue(), printed);
      return printed;
    } finally {
      node.destroyForcibly();
    }
  }
}
