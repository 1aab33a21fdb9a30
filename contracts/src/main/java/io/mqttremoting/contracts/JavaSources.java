package io.mqttremoting.contracts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Java sources made from a contract. They are a start: from then on they belong to their user.
 *
 * @param files the sources by their paths below a source folder, such as {@code
 *     io/world/IHello.java}
 * @param warnings what the sources cannot say, in words
 */
public record JavaSources(SortedMap<String, String> files, List<String> warnings) {
  /** Copies both. */
  public JavaSources(SortedMap<String, String> files, List<String> warnings) {
    this.files = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(files));
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Writes the files below a folder, in UTF-8. Nothing is overwritten: if one of the files is
   * there, none is written.
   *
   * @throws FileAlreadyExistsException if files are there; names them
   * @throws IOException if a file cannot be written
   */
  public void writeTo(Path sourceFolder) throws IOException {
    String existing =
        files.keySet().stream()
            .filter(path -> Files.exists(sourceFolder.resolve(path)))
            .collect(Collectors.joining(", "));
    if (!existing.isEmpty()) {
      throw new FileAlreadyExistsException(
          sourceFolder.toString(), null, "has " + existing + "; remove them or use another folder");
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = sourceFolder.resolve(file.getKey());
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.writeString(path, file.getValue(), StandardCharsets.UTF_8);
    }
  }
}
