package io.mqttremoting.internal.contracts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads files of ApiGear modules, and those that they import, which are in the same folder. */
public final class ModuleFiles {
  /** What follows the name of a module in the name of its file. */
  public static final String SUFFIX = ".module.yaml";

  private final Map<Path, ModuleFile> read = new HashMap<>();
  private final Set<Path> open = new LinkedHashSet<>();

  private ModuleFiles() {}

  /**
   * Reads a module and its imports.
   *
   * @throws IllegalArgumentException if one breaks rules, or they import each other
   * @throws IOException if a file cannot be read
   */
  public static ModuleFile read(Path file) throws IOException {
    return new ModuleFiles().module(file.toAbsolutePath().normalize());
  }

  private ModuleFile module(Path file) throws IOException {
    ModuleFile known = read.get(file);
    if (known != null) {
      return known;
    }
    String label = file.getFileName().toString();
    if (!open.add(file)) {
      throw new IllegalArgumentException(
          "modules import each other: "
              + String.join(" imports ", open.stream().map(ModuleFiles::label).toList())
              + " imports "
              + label);
    }
    String text = Files.readString(file, StandardCharsets.UTF_8);
    List<ModuleFile> imports = new ArrayList<>();
    for (String name : importedNames(Yaml.read(text, label))) {
      Optional<Path> found = find(file.resolveSibling(".").normalize(), name);
      if (found.isPresent()) { // else the rules report it
        imports.add(module(found.get()));
      }
    }
    open.remove(file);
    ModuleFile module = ModuleFile.parse(text, label, List.copyOf(imports));
    read.put(file, module);
    return module;
  }

  private static String label(Path file) {
    return file.getFileName().toString();
  }

  /** The names; what is not in the shape of a module is reported later. */
  private static List<String> importedNames(@org.jspecify.annotations.Nullable Object tree) {
    return Element.map(tree).get("imports") instanceof List<?> imports
        ? imports.stream()
            .map(each -> Element.map(each).get("name"))
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .toList()
        : List.of();
  }

  private static Optional<Path> find(Path folder, String module) throws IOException {
    Path usual = folder.resolve(module + SUFFIX);
    if (Files.exists(usual)) {
      return Optional.of(usual);
    }
    Pattern named = Pattern.compile("(?m)^name:\\s*[\"']?" + Pattern.quote(module) + "[\"']?\\s*$");
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> label(file).endsWith(SUFFIX)).sorted().toList();
    }
    for (Path file : files) {
      if (named.matcher(Files.readString(file, StandardCharsets.UTF_8)).find()) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }
}
