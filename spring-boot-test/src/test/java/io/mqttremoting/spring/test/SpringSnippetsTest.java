package io.mqttremoting.spring.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks that the Java examples with Spring compile, together with the examples of the README that
 * they use: those with a package. The other examples are compiled by the tests of hello-world.
 */
class SpringSnippetsTest {
  private static final int MIN_SPRING_EXAMPLES = 6;
  private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern TYPE =
      Pattern.compile("(?m)^(?:public )?(?:final )?(?:class|interface|record) (\\w+)");

  @Test
  void everySpringExampleCompiles(@TempDir Path classes) throws IOException {
    List<String> examples = new ArrayList<>();
    for (String page : List.of("README.md", "docs/spring-boot.md")) {
      EXAMPLE
          .matcher(Files.readString(Path.of("..", page)))
          .results()
          .map(found -> found.group(1))
          .filter(example -> PACKAGE.matcher(example).find())
          .forEach(examples::add);
    }
    long ofSpring =
        examples.stream().filter(example -> example.contains("org.springframework")).count();
    assertTrue(ofSpring >= MIN_SPRING_EXAMPLES, "only " + ofSpring);
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-proc:none",
            "-d",
            classes.toString(),
            "-classpath",
            System.getProperty("java.class.path"));
    ToolProvider.getSystemJavaCompiler()
        .getTask(
            null,
            null,
            found,
            options,
            null,
            examples.stream().map(SpringSnippetsTest::source).toList())
        .call();
    assertEquals(
        List.of(),
        found.getDiagnostics().stream()
            .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
            .map(Object::toString)
            .toList());
  }

  private static JavaFileObject source(String example) {
    String path = first(PACKAGE, example).replace('.', '/') + "/" + first(TYPE, example);
    return new SimpleJavaFileObject(
        URI.create("string:///" + path + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return example;
      }
    };
  }

  private static String first(Pattern pattern, String example) {
    Matcher matcher = pattern.matcher(example);
    assertTrue(matcher.find(), example);
    return matcher.group(1);
  }
}
