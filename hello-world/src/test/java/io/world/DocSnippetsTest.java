package io.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks that the Java examples of the docs compile. Public types become files of one package, so
 * that later examples can use them; the package in the example is ignored. Any other example
 * becomes the body of a method in a class with the declarations of {@link #CONTEXT}. Examples
 * without imports get {@link #IMPORTS}.
 */
class DocSnippetsTest {
  private static final int MIN_EXAMPLES = 10;
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile("(?m)^public (?:final )?(?:class|interface|record) (\\w+)");

  private static final String IMPORTS =
      Stream.of(
              "com.fasterxml.jackson.annotation.*",
              "com.fasterxml.jackson.core.*",
              "com.fasterxml.jackson.databind.*",
              "com.fasterxml.jackson.databind.module.SimpleModule",
              "com.fasterxml.jackson.databind.node.*",
              "io.micrometer.common.KeyValues",
              "io.micrometer.core.instrument.MeterRegistry",
              "io.micrometer.observation.ObservationRegistry",
              "io.mqttremoting.*",
              "io.mqttremoting.api.*",
              "io.mqttremoting.micrometer.*",
              "io.world.*",
              "java.io.IOException",
              "java.nio.file.Path",
              "java.time.Duration",
              "java.util.*",
              "java.util.concurrent.*",
              "java.util.function.*")
          .map(name -> "import " + name + ";\n")
          .collect(Collectors.joining());

  private static final String CONTEXT =
      """
      abstract class Context {
        static final class Money {
          static Money parse(String text) { return new Money(); }
        }
        static final class Weight {}
        static final class Load {}
        interface Vault {
          String currentToken();
        }
        RemotingConnection connection;
        ObservationRegistry observationRegistry;
        MeterRegistry meterRegistry;
        IRobot robot;
        Vault vault;
        String password;
        String uri;
      }
      """;

  @Test
  void everyJavaExampleCompiles(@TempDir Path classes) throws IOException {
    List<JavaFileObject> sources = new ArrayList<>();
    sources.add(source("Context", IMPORTS, CONTEXT));
    for (DocPages.Example example : DocPages.examples("java")) {
      if (!isOfSpring(example)) {
        sources.add(source(example));
      }
    }
    assertTrue(sources.size() > MIN_EXAMPLES, "only " + sources);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-proc:none",
            "-d",
            classes.toString(),
            "-classpath",
            System.getProperty("java.class.path"));
    compiler.getTask(null, null, found, options, null, sources).call();
    assertEquals(
        List.of(),
        found.getDiagnostics().stream()
            .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
            .map(DocSnippetsTest::words)
            .toList());
  }

  /** Those are compiled by the tests of the module spring-boot-test, which has Spring. */
  private static boolean isOfSpring(DocPages.Example example) {
    return example.lines().stream()
        .anyMatch(line -> line.startsWith("import io.mqttremoting.spring"));
  }

  private static String words(Diagnostic<? extends JavaFileObject> error) {
    return error.getSource().getName()
        + ", line "
        + error.getLineNumber()
        + ": "
        + error.getMessage(Locale.ROOT);
  }

  private static JavaFileObject source(DocPages.Example example) {
    String imports = lines(example, true);
    String code = lines(example, false);
    Matcher type = PUBLIC_TYPE.matcher(code);
    boolean isType = type.find();
    String name = isType ? type.group(1) : example.page().replace('-', '_') + "_" + example.line();
    String whole = isType ? code : inMethod(name, code);
    return source(name, imports.isEmpty() ? IMPORTS : imports, whole);
  }

  private static String lines(DocPages.Example example, boolean imports) {
    return example.lines().stream()
        .filter(line -> !line.startsWith("package "))
        .filter(line -> line.startsWith("import ") == imports)
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  /** Wraps code in a method; completes code that is only part of an expression. */
  private static String inMethod(String name, String code) {
    String begin = code.startsWith(".") ? "MqttRemoting.connection(uri)" : "";
    String end = code.matches("(?s).*[;}]\\s*(//[^\\n]*)?\\s*") ? "" : ";";
    return "class "
        + name
        + " extends Context {\nvoid example() throws Exception {\n"
        + begin
        + code
        + end
        + "\n}\n}\n";
  }

  private static JavaFileObject source(String name, String imports, String code) {
    String path = "string:///docs/" + name + JavaFileObject.Kind.SOURCE.extension;
    return new SimpleJavaFileObject(java.net.URI.create(path), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return "package docs;\n" + imports + code;
      }
    };
  }
}
