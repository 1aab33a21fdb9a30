import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Checks that a directory has all files of a release, and no others: {@code java CheckRelease.java
 * DIRECTORY VERSION}.
 */
class CheckRelease {
  private static final String BOM = "mqtt-remoting-bom";
  private static final Set<String> JARS =
      new TreeSet<>(
          List.of(
              "mqtt-remoting",
              "mqtt-remoting-annotations",
              "mqtt-remoting-cli",
              "mqtt-remoting-contracts",
              "mqtt-remoting-inspector",
              "mqtt-remoting-micrometer",
              "mqtt-remoting-mqtt5",
              "mqtt-remoting-spring-boot-starter",
              "mqtt-remoting-spring-boot-test",
              "mqtt-remoting-test-broker"));

  /** What Maven Central asks of each pom, and the issue tracker. */
  private static final List<String> REQUIRED =
      List.of("name", "description", "url", "licenses", "developers", "scm", "issueManagement");

  /** What only a build has a use for, or what would need a parent to be read. */
  private static final List<String> UNWANTED =
      List.of("parent", "properties", "build", "profiles", "modules", "repositories");

  private final List<String> faults = new ArrayList<>();
  private final Path directory;
  private final String version;

  private CheckRelease(Path directory, String version) {
    this.directory = directory;
    this.version = version;
  }

  public static void main(String[] arguments) throws Exception {
    CheckRelease check = new CheckRelease(Path.of(arguments[0]), arguments[1]);
    check.run();
    check.faults.forEach(System.err::println);
    if (!check.faults.isEmpty()) {
      System.exit(1);
    }
    System.out.println(JARS.size() + " modules and the BOM, each with all files and checksums");
  }

  private void run() throws Exception {
    Set<String> expected = new TreeSet<>();
    for (String artifact : JARS) {
      String start = "io/mqttremoting/%1$s/%2$s/%1$s-%2$s".formatted(artifact, version);
      for (String end :
          List.of(".pom", ".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json")) {
        expected.add(start + end);
      }
    }
    expected.add("io/mqttremoting/%1$s/%2$s/%1$s-%2$s.pom".formatted(BOM, version));
    checkFiles(expected);
    for (String file : expected) {
      if (Files.exists(directory.resolve(file))) {
        checkContent(file);
      }
    }
  }

  private void checkFiles(Set<String> expected) throws IOException {
    Set<String> found;
    try (Stream<Path> files = Files.walk(directory)) {
      found =
          files
              .filter(Files::isRegularFile)
              .map(file -> directory.relativize(file).toString())
              .filter(file -> !file.contains("/maven-metadata.xml"))
              .collect(Collectors.toCollection(TreeSet::new));
    }
    Set<String> all = new TreeSet<>(expected);
    expected.forEach(file -> all.addAll(List.of(file + ".md5", file + ".sha1")));
    all.stream().filter(file -> !found.contains(file)).forEach(file -> fault(file, "is missing"));
    found.stream()
        .filter(file -> !all.contains(file))
        .forEach(file -> fault(file, "is not to be published"));
  }

  private void checkContent(String file) throws Exception {
    checkSum(file, "md5", "MD5");
    checkSum(file, "sha1", "SHA-1");
    if (file.endsWith(".pom")) {
      checkPom(file);
    } else if (file.endsWith("-sources.jar")) {
      checkEntry(file, "a source", name -> name.endsWith(".java"));
    } else if (file.endsWith("-javadoc.jar")) {
      checkEntry(file, "index.html", name -> name.equals("index.html"));
    } else if (file.endsWith(".jar")) {
      checkEntry(file, "a class", name -> name.endsWith(".class"));
    } else if (!Files.readString(directory.resolve(file))
        .contains("\"bomFormat\" : \"CycloneDX\"")) {
      fault(file, "is no SBOM");
    }
  }

  private void checkSum(String file, String ending, String algorithm) throws Exception {
    Path sum = directory.resolve(file + "." + ending);
    byte[] content = Files.readAllBytes(directory.resolve(file));
    String right = HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    if (Files.exists(sum) && !Files.readString(sum).strip().equals(right)) {
      fault(file + "." + ending, "is wrong");
    }
  }

  private void checkEntry(String file, String what, Predicate<String> wanted) throws IOException {
    try (ZipFile jar = new ZipFile(directory.resolve(file).toFile())) {
      if (jar.stream().noneMatch(entry -> wanted.test(entry.getName()))) {
        fault(file, "has not " + what);
      }
    }
  }

  private void checkPom(String file) throws Exception {
    String text = Files.readString(directory.resolve(file));
    if (text.contains("${")) {
      fault(file, "has a placeholder");
    }
    if (text.contains("SNAPSHOT")) {
      fault(file, "names a snapshot");
    }
    Element project = parse(file).getDocumentElement();
    REQUIRED.stream()
        .filter(element -> children(project, element).isEmpty())
        .forEach(element -> fault(file, "has no " + element));
    UNWANTED.stream()
        .filter(element -> !children(project, element).isEmpty())
        .forEach(element -> fault(file, "has " + element));
    for (Element dependency : children(project, "dependencies", "dependency")) {
      if (text(dependency, "version").isEmpty()) {
        fault(file, "has no version of " + text(dependency, "artifactId"));
      }
      if (text(dependency, "scope").equals("test")) {
        fault(file, "has the test dependency " + text(dependency, "artifactId"));
      }
    }
    if (file.contains(BOM)) {
      Set<String> managed = new TreeSet<>();
      for (Element each : children(project, "dependencyManagement", "dependencies", "dependency")) {
        managed.add(
            text(each, "groupId") + ":" + text(each, "artifactId") + ":" + text(each, "version"));
      }
      Set<String> published =
          JARS.stream()
              .map(artifact -> "io.mqttremoting:" + artifact + ":" + version)
              .collect(Collectors.toCollection(TreeSet::new));
      if (!managed.equals(published)) {
        fault(file, "manages " + managed + ", not " + published);
      }
    }
  }

  private Document parse(String file) throws Exception {
    try (InputStream in = Files.newInputStream(directory.resolve(file))) {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
    }
  }

  private static List<Element> children(Element parent, String... path) {
    List<Element> parents = List.of(parent);
    for (String name : path) {
      List<Element> next = new ArrayList<>();
      for (Element each : parents) {
        NodeList nodes = each.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
          if (nodes.item(i) instanceof Element child && child.getTagName().equals(name)) {
            next.add(child);
          }
        }
      }
      parents = next;
    }
    return parents;
  }

  private static String text(Element parent, String name) {
    return children(parent, name).stream().map(Element::getTextContent).findFirst().orElse("");
  }

  private void fault(String file, String what) {
    faults.add(file + " " + what);
  }
}
