import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks that a page lists what the modules bring to their users, each with its version: {@code
 * java CheckDependencies.java PAGE DIRECTORY}. For each module, the directory has a folder with
 * {@code list.txt}, which {@code mvn dependency:list} wrote for a program with this dependency
 * alone.
 *
 * <p>A row of the page names a module, or belongs to the module of the row before it. It has what
 * the module adds to what it has from other modules of this library.
 */
class CheckDependencies {
  private static final String OURS = "io.mqttremoting:";
  private static final Pattern LISTED =
      Pattern.compile("^ +([^: ]+:[^: ]+):jar:([^: ]+):(?:compile|runtime)\\b.*");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  public static void main(String[] arguments) throws IOException {
    Map<String, Set<String>> page = page(Path.of(arguments[0]));
    Map<String, Set<String>> listed = new TreeMap<>();
    try (Stream<Path> folders = Files.list(Path.of(arguments[1])).filter(Files::isDirectory)) {
      for (Path folder : folders.sorted().toList()) {
        listed.put(folder.getFileName().toString(), listed(folder.resolve("list.txt")));
      }
    }
    List<String> faults = new ArrayList<>();
    page.keySet().stream()
        .filter(module -> !listed.containsKey(module))
        .forEach(module -> faults.add(module + " is on the page, but not published"));
    listed.forEach((module, dependencies) -> compare(module, dependencies, page, faults));
    faults.forEach(fault -> System.err.println(arguments[0] + ": " + fault));
    if (!faults.isEmpty()) {
      System.exit(1);
    }
    System.out.println(arguments[0] + " lists what " + listed.size() + " modules bring");
  }

  private static void compare(
      String module, Set<String> dependencies, Map<String, Set<String>> page, List<String> faults) {
    if (!page.containsKey(module)) {
      faults.add(module + " is not on the page");
      return;
    }
    Set<String> described = new TreeSet<>(page.get(module));
    Set<String> real = new TreeSet<>();
    for (String dependency : dependencies) {
      if (dependency.startsWith(OURS)) {
        described.addAll(page.getOrDefault(dependency.split("[: ]")[1], Set.of()));
      } else {
        real.add(dependency);
      }
    }
    real.stream()
        .filter(each -> !described.contains(each))
        .forEach(each -> faults.add(module + " brings " + each + ", which the page does not say"));
    described.stream()
        .filter(each -> !real.contains(each))
        .forEach(each -> faults.add(module + " does not bring " + each));
  }

  /** The dependencies of each module, each as {@code group:artifact version}. */
  private static Map<String, Set<String>> page(Path page) throws IOException {
    Map<String, Set<String>> modules = new TreeMap<>();
    String module = "";
    for (String line : Files.readAllLines(page)) {
      String[] cells = line.split("\\|");
      if (cells.length < 4 || !line.startsWith("|") || cells[1].strip().matches("module|-+")) {
        continue;
      }
      if (cells[1].contains("`")) {
        module = quoted(cells[1]).get(0);
        modules.put(module, new TreeSet<>());
      }
      String group = "";
      for (String name : quoted(cells[2])) {
        if (name.contains(":")) {
          group = name.substring(0, name.indexOf(':') + 1);
          name = name.substring(group.length());
        }
        modules.get(module).add(group + name + " " + cells[3].strip());
      }
    }
    return modules;
  }

  private static List<String> quoted(String cell) {
    return QUOTED.matcher(cell).results().map(found -> found.group(1)).toList();
  }

  private static Set<String> listed(Path list) throws IOException {
    Set<String> dependencies = new TreeSet<>();
    for (String line : Files.readAllLines(list)) {
      Matcher matcher = LISTED.matcher(line);
      if (matcher.matches()) {
        dependencies.add(matcher.group(1) + " " + matcher.group(2));
      }
    }
    return dependencies;
  }
}
