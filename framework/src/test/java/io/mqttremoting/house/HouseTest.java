package io.mqttremoting.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.mqttremoting.MqttRemoting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Rules that keep the code readable: only small cycles of classes, limited sizes, and no
 * constructor that lets {@code this} escape. Each exception is listed with a reason. An exception
 * that is no longer needed fails the test.
 */
class HouseTest {
  private static final int MAX_CYCLE = 3;
  private static final int MAX_FIELDS = 10;
  private static final int MAX_PARAMETERS = 6;
  private static final int MAX_FILE = 300;
  private static final int MAX_METHOD = 40;

  /** Those of users' modules. */
  private static final List<Path> SOURCES =
      Stream.of(
              "annotations",
              "framework",
              "mqtt5",
              "test-broker",
              "hello-world",
              "contracts",
              "cli",
              "inspector",
              "micrometer",
              "spring-boot-starter",
              "spring-boot-test")
          .map(module -> Path.of("..", module, "src", "main", "java"))
          .toList();

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/testbroker/"))
            .withImportOption(location -> !location.contains("/testsupport/"))
            .importPackages("io.mqttremoting");
    assertTrue(classes.contain(MqttRemoting.class));
  }

  private static List<Set<String>> tooLarge(Collection<Set<String>> cycles) {
    return cycles.stream()
        .filter(
            cycle ->
                cycle.size() > MAX_CYCLE
                    || cycle.stream()
                            .map(name -> name.replaceFirst("\\.[^.]*$", ""))
                            .distinct()
                            .count()
                        > 1)
        .toList();
  }

  @Test
  void noCycleOfClassesAcrossPackagesAndNoneOfMoreThanThree() {
    assertEquals(List.of(), tooLarge(new ClassGraph(classes).cycles()));
  }

  @Test
  void onlyTheTwoPackagesOfUsersAreOutsideOfInternal() {
    assertEquals(
        Set.of("io.mqttremoting", "io.mqttremoting.api"),
        classes.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.startsWith("io.mqttremoting.internal."))
            .collect(Collectors.toSet()));
  }

  @Test
  void noConstructorHandsOutThis() throws Exception {
    List<String> found = new ArrayList<>();
    for (JavaClass each : classes) {
      if (!each.isInterface()) {
        found.addAll(EscapingThis.of(each.reflect()));
      }
    }
    assertEquals(List.of(), found);
  }

  @Test
  void noClassHasMoreThanTenFields() {
    Map<String, Integer> found = new TreeMap<>();
    for (JavaClass each : classes) {
      int fields =
          (int)
              Arrays.stream(each.reflect().getDeclaredFields())
                  .filter(field -> !java.lang.reflect.Modifier.isStatic(field.getModifiers()))
                  .filter(field -> !field.isSynthetic())
                  .count();
      if (fields > MAX_FIELDS) {
        found.put(each.getName(), fields);
      }
    }
    assertExceptions(found, FIELDS);
  }

  @Test
  void noConstructorHasMoreThanSixParameters() {
    Map<String, Integer> found = new TreeMap<>();
    for (JavaClass each : classes) {
      each.getConstructors().stream()
          .mapToInt(constructor -> constructor.getRawParameterTypes().size())
          .max()
          .ifPresent(
              count -> {
                if (count > MAX_PARAMETERS) {
                  found.put(each.getName(), count);
                }
              });
    }
    assertExceptions(found, PARAMETERS);
  }

  @Test
  void noFileHasMoreThan300LinesAndNoMethodMoreThan40() throws Exception {
    Map<String, Long> files = new TreeMap<>();
    Map<String, Long> methods = new TreeMap<>();
    for (Path sources : SOURCES) {
      files.putAll(SourceSizes.filesOver(MAX_FILE, sources));
      methods.putAll(SourceSizes.methodsOver(MAX_METHOD, sources));
    }
    assertExceptions(files, FILES);
    assertExceptions(methods, METHODS);
  }

  private static void assertExceptions(Map<String, ?> found, Map<String, String> exceptions) {
    Map<String, Object> surplus = new TreeMap<>(found);
    surplus.keySet().removeAll(exceptions.keySet());
    assertEquals(Map.of(), surplus, "not among the exceptions");
    Set<String> unneeded = new TreeSet<>(exceptions.keySet());
    unneeded.removeAll(found.keySet());
    assertEquals(Set.of(), unneeded, "no exception any more");
  }

  private static final String RECORD = "a record: what belongs together, by name";

  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("io.mqttremoting.ConnectionStatistics", RECORD),
          Map.entry("io.mqttremoting.ConnectionBuilder", "a setting each"),
          Map.entry("io.mqttremoting.api.ServiceInfo", RECORD),
          Map.entry(
              "io.mqttremoting.api.ObservableValue",
              "one lock guards all that keeps the order of changes"));

  private static final Map<String, String> PARAMETERS =
      Map.ofEntries(
          Map.entry("io.mqttremoting.ConnectionStatistics", RECORD),
          Map.entry("io.mqttremoting.api.ContractModel", RECORD),
          Map.entry("io.mqttremoting.api.ContractModel$Operation", RECORD),
          Map.entry("io.mqttremoting.api.ServiceInfo", RECORD),
          Map.entry("io.mqttremoting.internal.connection.ConnectionSettings", RECORD),
          Map.entry("io.mqttremoting.internal.model.OperationModel", RECORD),
          Map.entry("io.mqttremoting.internal.transport.ConnectOptions", RECORD),
          Map.entry("io.mqttremoting.internal.wire.Mapping$Head", RECORD),
          Map.entry("io.mqttremoting.internal.wire.Mapping$Header", RECORD),
          Map.entry("io.mqttremoting.internal.wire.Status", RECORD));

  private static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry("ConnectionBuilder.java", "it documents each setting"),
          Map.entry("RemotingConnection.java", "it documents what users do with a connection"));

  private static final Map<String, String> METHODS = Map.of();

  // Code in which the rules have to find something.

  static final class HandsOutThis {
    HandsOutThis(Collection<Object> others) {
      others.add(this);
    }
  }

  static final class HandsOutLambda {
    private int count;

    HandsOutLambda(Executor executor) {
      executor.execute(() -> count++);
    }
  }

  static final class HandsOutMethod {
    HandsOutMethod(Executor executor) {
      Runnable running = this::run;
      executor.execute(running);
    }

    private void run() {}
  }

  static final class HandsOutInner {
    HandsOutInner(Executor executor) {
      executor.execute(new Inner());
    }

    private void work() {}

    private final class Inner implements Runnable {
      @Override
      public void run() {
        work();
      }
    }
  }

  static final class KeepsLambda {
    private final Runnable running = this::run;
    private final Supplier<Runnable> other;

    KeepsLambda(Supplier<Runnable> other) {
      this.other = other;
    }

    private void run() {
      other.get().run();
      running.run();
    }
  }

  @Test
  void thisIsFoundInEachForm() throws Exception {
    assertHandsOut("to Collection.add", HandsOutThis.class);
    assertHandsOut("to Executor.execute", HandsOutLambda.class);
    assertHandsOut("to Executor.execute", HandsOutMethod.class);
    assertHandsOut("to Executor.execute", HandsOutInner.class);
    assertEquals(List.of(), EscapingThis.of(KeepsLambda.class));
  }

  private static void assertHandsOut(String expected, Class<?> type) throws Exception {
    List<String> found = EscapingThis.of(type);
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.get(0).endsWith(expected), found::toString);
  }

  @Test
  void cyclesAreFoundThroughLambdasAndNestedClasses() {
    JavaClasses rings =
        new ClassFileImporter().importClasses(Ring2.class, Ring3.class, Ring3.Nested.class);
    assertEquals(
        List.of(Set.of(Ring2.class.getName(), Ring3.class.getName())),
        new ClassGraph(rings).cycles());
    assertEquals(
        List.of(Set.of("a.A", "b.B"), Set.of("a.A", "a.B", "a.C", "a.D")),
        tooLarge(
            List.of(
                Set.of("a.A", "b.B"), Set.of("a.A", "a.B"), Set.of("a.A", "a.B", "a.C", "a.D"))));
  }
}
