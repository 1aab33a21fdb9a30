package io.mqttremoting.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.Contract;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The text of Java sources, and how they are written to files. */
class JavaSourcesTest {
  private static final String HELLO =
      """
      schema: apigear.module/1.0
      name: io.world
      version: "1.0"
      description: |
        Greets the world.

        Not the universe.
      interfaces:
        - name: Hello
          description: Says things.
          properties:
            - { name: last, type: Message, description: the last message said }
            - { name: muted, type: bool, readonly: true }
          operations:
            - name: say
              description: Says a message and returns how many have been said by all people who use it.
              meta: { errors: [refused], timeoutMillis: 5000 }
              params:
                - { name: msg, type: Message, description: what to say }
                - { name: when, type: When }
                - { name: numberOfTimes, type: int }
              return: { type: int }
          signals:
            - name: justSaid
              params: [{ name: msg, type: Message }]
            - name: moved
              params: [{ name: x, type: int }, { name: y, type: float64, description: upwards }]
      structs:
        - name: Message
          fields: [{ name: content, type: string, array: true }]
      enums:
        - name: When
          members: [{ name: NOW }, { name: NEVER }]
      """;

  private static final String HELLO_JAVA =
      """
      package io.world;

      import io.mqttremoting.api.Description;
      import io.mqttremoting.api.Operation;
      import io.mqttremoting.api.Property;
      import io.mqttremoting.api.RemoteInterface;
      import io.mqttremoting.api.Signal;
      import io.mqttremoting.api.Subscription;
      import java.util.function.Consumer;

      /** Says things. */
      @RemoteInterface(version = "1.0")
      @Description("Says things.")
      public interface IHello {
        /** the last message said */
        @Property
        @Description("the last message said")
        Message getLast();

        @Property
        void setLast(Message last);

        @Property
        Subscription onLastChanged(Consumer<Message> handler);

        @Property
        boolean isMuted();

        @Property
        Subscription onMutedChanged(Consumer<Boolean> handler);

        /**
         * Says a message and returns how many have been said by all people who use it.
         *
         * @param msg what to say
         */
        @Operation(timeoutMillis = 5000)
        @Description("Says a message and returns how many have been said by all people who use it.")
        int say(@Description("what to say") Message msg, When when, int numberOfTimes)
            throws RefusedException;

        @Signal
        Subscription onJustSaid(Consumer<Message> handler);

        @Signal
        Subscription onMoved(MovedHandler handler);

        /** Gets the arguments of {@link #onMoved}. */
        @FunctionalInterface
        interface MovedHandler {
          void onMoved(int x, @Description("upwards") double y);
        }
      }
      """;

  private static ContractModule hello() {
    return ContractModule.parse(HELLO, List.of());
  }

  @Test
  void interfacesAreAsPeopleWriteThem() {
    JavaSources sources = hello().toJava();
    assertEquals(HELLO_JAVA, sources.files().get("io/world/IHello.java"));
    assertEquals(
        """
        package io.world;

        import java.util.List;

        public record Message(List<String> content) {}
        """,
        sources.files().get("io/world/Message.java"));
    assertEquals(
        """
        package io.world;

        public enum When {
          NOW,
          NEVER
        }
        """,
        sources.files().get("io/world/When.java"));
    assertEquals(
        """
        package io.world;

        import io.mqttremoting.api.RemoteError;

        /** The error 'refused'. */
        @RemoteError("refused")
        public class RefusedException extends Exception {
          private static final long serialVersionUID = 1L;

          /** With a message, which callers get. */
          public RefusedException(String message) {
            super(message);
          }
        }
        """,
        sources.files().get("io/world/RefusedException.java"));
    assertEquals(
        """
        /**
         * Greets the world.
         *
         * <p>Not the universe.
         */
        package io.world;
        """,
        sources.files().get("io/world/package-info.java"));
    assertEquals(5, sources.files().size());
    assertEquals(List.of(), sources.warnings());
  }

  @Test
  void typesThatOnlyJavaKnowsComeFromMeta() {
    JavaSources sources =
        ContractModule.of(List.of(Contract.of(IRich.class))).toJava(module -> "user");
    assertEquals(
        """
        package user;

        import com.fasterxml.jackson.annotation.JsonSubTypes;
        import com.fasterxml.jackson.annotation.JsonTypeInfo;

        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
        @JsonSubTypes({
          @JsonSubTypes.Type(value = Circle.class, name = "circle"),
          @JsonSubTypes.Type(value = Square.class, name = "square")
        })
        public sealed interface Shape permits Circle, Square {}
        """,
        sources.files().get("user/Shape.java"));
    assertEquals(
        """
        package user;

        public record Circle(double radius) implements Shape {}
        """,
        sources.files().get("user/Circle.java"));
    assertEquals(
        """
        package user;

        import com.fasterxml.jackson.annotation.JsonProperty;
        import io.mqttremoting.api.Description;
        import java.math.BigDecimal;
        import java.math.BigInteger;
        import java.time.Instant;
        import java.util.Optional;

        /**
         * an item
         *
         * @param label for people
         */
        @Description("an item")
        public record Item(
            @JsonProperty(required = true) long id,
            @Description("for people") String label,
            Instant since,
            Optional<Item> parent,
            BigDecimal price,
            BigInteger count,
            Level level) {}
        """,
        sources.files().get("user/Item.java"));
    assertEquals(
        """
        package user;

        import com.fasterxml.jackson.annotation.JsonValue;
        import io.mqttremoting.api.Description;

        public enum Grade {
          GOOD("good"),
          /** not good */
          @Description("not good")
          BAD("bad");

          private final String value;

          Grade(String value) {
            this.value = value;
          }

          /** What is sent. */
          @JsonValue
          public String value() {
            return value;
          }
        }
        """,
        sources.files().get("user/Grade.java"));
  }

  @Test
  void theModuleIsNamedIfThePackageIsAnother() {
    JavaSources sources = hello().toJava(module -> "com.acme." + module);
    String java = sources.files().get("com/acme/io/world/IHello.java");
    assertEquals(
        HELLO_JAVA
            .replace("package io.world", "package com.acme.io.world")
            .replace("(version", "(module = \"io.world\", version"),
        java);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> hello().toJava(module -> "a-b"));
    assertEquals(
        "'a-b' for the module io.world is not the name of a Java package", refused.getMessage());
  }

  @Test
  void whatJavaCannotSayIsNamed() throws IOException {
    assertEquals(
        List.of(
            "extern 'Vector' is any value, an Object: its meta has no java.package and java.name"),
        Modules.read("tb.all").toJava().warnings());
    assertEquals(
        List.of("constant 'default' of E is a keyword of Java and is called default_"),
        ContractModule.parse("{name: a, enums: [{name: E, members: [{name: default}]}]}", List.of())
            .toJava()
            .warnings());
    assertEquals(
        List.of(
            "extern 'X' is any value, an Object: its meta has no java.package and java.name",
            "operation 'v3' of A has a name that the topics of calls reserve: rename it"),
        ContractModule.parse(
                """
                name: a
                externs: [{name: X, meta: {java.package: "a b", java.name: "Y {}"}}]
                interfaces:
                  - { name: A, properties: [{name: x, type: X}], operations: [{name: v3}] }
                """,
                List.of())
            .toJava()
            .warnings());
  }

  @Test
  void textsOfOthersAreOnlyTexts() {
    String text = "*/ \\u002a/ \\\"; {@link X} <b> & @param";
    JavaSources sources =
        ContractModule.parse(
                "{name: a, structs: [{name: S, fields: [], description: '" + text + "'}]}",
                List.of())
            .toJava();
    assertEquals(
        """
        package a;

        import io.mqttremoting.api.Description;

        /** *&#47; &#92;u002a/ &#92;"; {&#64;link X} &lt;b&gt; &amp; @param */
        @Description("*/ \\\\u002a/ \\\\\\"; {@link X} <b> & @param")
        public record S() {}
        """,
        sources.files().get("a/S.java"));
  }

  @Test
  void nothingIsOverwritten(@TempDir Path folder) throws IOException {
    JavaSources sources = hello().toJava();
    sources.writeTo(folder);
    assertEquals(HELLO_JAVA, Files.readString(folder.resolve("io/world/IHello.java")));
    for (String path : Set.of("IHello", "Message", "RefusedException")) {
      Files.delete(folder.resolve("io/world/" + path + ".java"));
    }
    FileAlreadyExistsException refused =
        assertThrows(FileAlreadyExistsException.class, () -> sources.writeTo(folder));
    assertEquals(
        folder
            + ": has io/world/When.java, io/world/package-info.java; remove them or use another"
            + " folder",
        refused.getMessage());
    assertFalse(Files.exists(folder.resolve("io/world/IHello.java")));
  }
}
