package io.mqttremoting.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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
  private static final Pattern CODE = Pattern.compile("`([\\w./-]+)`");
  private static final Pattern WORD = Pattern.compile("\\w+");

  /** The modules that users get. */
  private static final List<String> MODULES =
      List.of(
          "annotations",
          "framework",
          "mqtt5",
          "micrometer",
          "contracts",
          "test-broker",
          "hello-world",
          "spring-boot-starter",
          "spring-boot-test",
          "inspector",
          "cli");

  /** Modules with code that users do not get. */
  private static final Set<String> OTHER_MODULES = Set.of("benchmarks", "test-support");

  private static final Map<String, JavaClasses> CLASSES = new TreeMap<>();

  @BeforeAll
  static void read() {
    for (String module : MODULES) {
      CLASSES.put(
          module, new ClassFileImporter().importPath(Path.of("..", module, "target", "classes")));
    }
  }

  private static Path sources(String module) {
    return Path.of("..", module, "src", "main", "java");
  }

  private static List<JavaClass> all() {
    return CLASSES.values().stream().flatMap(JavaClasses::stream).toList();
  }

  private static URI file(JavaClass type) {
    return type.getSource().orElseThrow().getUri();
  }

  @Test
  void noModuleIsForgotten() throws Exception {
    Set<String> expected = new TreeSet<>(MODULES);
    expected.addAll(OTHER_MODULES);
    try (Stream<Path> folders = Files.list(Path.of(".."))) {
      assertEquals(
          expected,
          folders
              .map(folder -> folder.getFileName().toString())
              .filter(module -> Files.exists(sources(module)))
              .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  /** No rule holds because a class was not there to be checked. */
  @Test
  void theClassOfEachSourceFileIsRead() throws Exception {
    for (String module : MODULES) {
      Set<String> read =
          CLASSES.get(module).stream()
              .filter(JavaClass::isTopLevelClass)
              .map(JavaClass::getName)
              .filter(name -> !name.endsWith("-info"))
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(SourceSizes.classes(sources(module)), read, module);
      assertFalse(read.isEmpty(), module);
    }
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
    assertEquals(List.of(), tooLarge(new ClassGraph(all()).cycles()));
  }

  @Test
  void onlyTheTwoPackagesOfUsersAreOutsideOfInternal() {
    assertEquals(
        Set.of("io.mqttremoting", "io.mqttremoting.api"),
        Stream.of("annotations", "framework")
            .flatMap(module -> CLASSES.get(module).stream())
            .map(JavaClass::getPackageName)
            .filter(name -> !name.isEmpty()) // module-info
            .filter(name -> !name.startsWith("io.mqttremoting.internal."))
            .collect(Collectors.toSet()));
  }

  @Test
  void noConstructorHandsOutThis() throws Exception {
    List<String> found = new ArrayList<>();
    for (JavaClass each : all()) {
      found.addAll(EscapingThis.of(file(each)));
    }
    assertEquals(List.of(), found);
  }

  @Test
  void noClassHasMoreThanTenFields() {
    Map<String, Long> found = new TreeMap<>();
    for (JavaClass each : all()) {
      long fields =
          each.getFields().stream()
              .map(JavaField::getModifiers)
              .filter(modifiers -> !modifiers.contains(JavaModifier.STATIC))
              .filter(modifiers -> !modifiers.contains(JavaModifier.SYNTHETIC))
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
    for (JavaClass each : all()) {
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
    for (String module : MODULES) {
      files.putAll(SourceSizes.filesOver(MAX_FILE, sources(module)));
      methods.putAll(SourceSizes.methodsOver(MAX_METHOD, sources(module)));
    }
    assertExceptions(files, FILES);
    assertExceptions(methods, METHODS);
  }

  /** Looks up what stands in backquotes, such as {@code Call.begin}, {@code docs/mosquitto/acl}. */
  @Test
  void everyNameInTheArchitectureExists() throws IOException {
    Set<String> words = new HashSet<>();
    for (Path file : projectFiles()) {
      addWords(file.toString(), words);
      if (file.toString().endsWith(".java") && file.toString().contains("/main/")) {
        addWords(Files.readString(file), words);
      }
    }
    String text = Files.readString(Path.of("..", "docs", "architecture.md"));
    Set<String> unknown = new TreeSet<>();
    for (MatchResult name : CODE.matcher(text).results().toList()) {
      Set<String> parts = new HashSet<>();
      addWords(name.group(1), parts);
      if (!words.containsAll(parts)) {
        unknown.add(name.group(1));
      }
    }
    assertEquals(Set.of(), unknown);
  }

  private static List<Path> projectFiles() throws IOException {
    List<Path> roots = new ArrayList<>(List.of(Path.of("..", "docs")));
    MODULES.forEach(module -> roots.add(Path.of("..", module, "src")));
    OTHER_MODULES.forEach(module -> roots.add(Path.of("..", module, "src")));
    roots.add(Path.of("src"));
    List<Path> files = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> all = Files.walk(root)) {
        all.filter(Files::isRegularFile).forEach(files::add);
      }
    }
    return files;
  }

  private static void addWords(String text, Set<String> words) {
    WORD.matcher(text).results().forEach(word -> words.add(word.group()));
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
  private static final String SETTINGS = "a setting each";

  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("io.mqttremoting.ConnectionStatistics", RECORD),
          Map.entry("io.mqttremoting.ConnectionBuilder", SETTINGS),
          Map.entry("io.mqttremoting.api.ServiceInfo", RECORD),
          Map.entry("io.mqttremoting.internal.spring.ConnectionProperties", SETTINGS),
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
          Map.entry("io.mqttremoting.internal.spring.ConnectionProperties", SETTINGS),
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
    assertEquals(List.of(), EscapingThis.of(file(KeepsLambda.class)));
  }

  private static URI file(Class<?> type) throws Exception {
    return type.getResource(type.getName().replaceFirst(".*\\.", "") + ".class").toURI();
  }

  private static void assertHandsOut(String expected, Class<?> type) throws Exception {
    List<String> found = EscapingThis.of(file(type));
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
