package io.mqttremoting.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.cli.CliSession.Result;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.testsupport.Mosquitto;
import io.world.Hello;
import io.world.IHello;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contracts from services, classes and files, to files. */
class ContractFilesTest {
  private static final String IN_META =
      "operation 'say' of Hello fails with refused: this is in meta";

  private static Mosquitto broker;
  private static RemotingConnection connection;

  @TempDir private Path directory;

  @BeforeAll
  static void serve() {
    broker = Mosquitto.start();
    connection = MqttRemoting.connect(broker.uri().toString());
    connection.serve(new Hello());
  }

  @AfterAll
  static void close() {
    connection.close();
    broker.close();
  }

  private static CliSession cli() {
    return new CliSession(broker.uri().toString());
  }

  @Test
  void aServiceAndItsClassAreExportedAlike() {
    Result service = cli().run("export", "io.world/Hello");
    assertEquals(List.of(IN_META), service.err());
    assertEquals("schema: apigear.module/1.0", service.out().get(0));
    String classes = IHello.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    assertEquals(service, cli().run("export", "--class-path", classes, "io.world.IHello"));
    Result markdown = cli().run("export", "io.world/Hello", "--format", "markdown");
    assertEquals("# io.world", markdown.out().get(0));
    Result asyncApi = cli().run("export", "io.world/Hello", "--format", "asyncapi");
    assertTrue(asyncApi.out().contains("asyncapi: 3.0.0"), asyncApi::toString);
    cli()
        .run("export", "--class-path", classes, "io.world.INothing")
        .failed(3, "the class path has no class io.world.INothing");
  }

  @Test
  void anExportIsOneLineOfJson() throws Exception {
    String yaml = String.join("\n", cli().run("export", "io.world/Hello").out()) + "\n";
    Result text = cli().run("export", "--json", "io.world/Hello");
    assertEquals(List.of(), text.err());
    assertEquals(
        List.of(
            Json.object()
                .put("format", "apigear")
                .put("text", yaml)
                .set("warnings", Json.of(List.of(IN_META)))
                .toString()),
        text.out());
    Path file = directory.resolve("hello.md");
    cli()
        .run("export", "--json", "io.world/Hello", "--format", "markdown", "-o", file.toString())
        .printed("{\"format\":\"markdown\",\"file\":\"" + file + "\",\"warnings\":[]}");
    assertEquals("# io.world", Files.readAllLines(file).get(0));
  }

  @Test
  void aFileIsWrittenComparedAndImported() throws Exception {
    Path file = directory.resolve("io.world.module.yaml");
    String[] export = {"export", "io.world/Hello", "-o", file.toString()};
    cli().run(export).failed(0, IN_META);
    cli().run(export).failed(4, IN_META, file + " exists; use another, --overwrite or --update");
    String kept =
        Files.readString(file).replace("name: io.world\n", "name: io.world\ndescription: Kept.\n");
    Files.writeString(file, kept);
    cli().run("export", "io.world/Hello", "--update", "-o", file.toString()).failed(0, IN_META);
    assertEquals(kept, Files.readString(file));
    cli()
        .run("compare", file.toString(), "io.world/Hello")
        .failed(0, "nothing differs on the wire");

    Path old = directory.resolve("old.module.yaml");
    Files.writeString(
        old, kept.replace("{name: content, type: string}", "{name: content, type: int32}"));
    Result breaking = cli().run("compare", old.toString(), "io.world/Hello");
    assertEquals(1, breaking.code(), breaking::toString);
    assertTrue(breaking.out().get(0).startsWith("breaking:   Hello: "), breaking::toString);

    Path sources = directory.resolve("src");
    String[] written = {
      "import", file.toString(), "--to", sources.toString(), "--package", "com.acme"
    };
    cli()
        .run(written)
        .printed(
            sources + "/com/acme/IHello.java",
            sources + "/com/acme/Message.java",
            sources + "/com/acme/RefusedException.java",
            sources + "/com/acme/When.java",
            sources + "/com/acme/package-info.java");
    assertEquals(4, cli().run(written).code());
  }

  @Test
  void wrongFilesAreNamed() throws Exception {
    Path file = directory.resolve("x.yaml");
    cli().run("compare", file.toString(), file.toString()).failed(4, "there is no file " + file);
    Files.writeString(file, "schema: apigear.module/1.0\nname: a\nnonsense: 1\n");
    Result unknown = cli().run("export", file.toString());
    assertEquals(4, unknown.code());
    assertEquals("x.yaml is not an ApiGear module, a rule is broken:", unknown.err().get(0));
    assertTrue(
        unknown.err().get(1).startsWith("- the module has the unknown key 'nonsense'; "),
        unknown::toString);
    cli()
        .run("export", "io.world/Helo")
        .failed(
            3, "there is no io.world/Helo at " + broker.uri() + "; did you mean 'io.world/Hello'?");
  }
}
