package io.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The code examples in README.md and docs. */
final class DocPages {
  static final Path ROOT = Path.of("..");

  private DocPages() {}

  /**
   * An example.
   *
   * @param page the file name of its page without extension
   * @param line the number of its first line
   */
  record Example(String page, int line, List<String> lines) {}

  /** All examples in a language, in order. */
  static List<Example> examples(String language) throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    pages.addAll(in(ROOT.resolve("docs")));
    List<Example> examples = new ArrayList<>();
    for (Path page : pages) {
      addExamples(page, language, examples);
    }
    return examples;
  }

  /** The pages in a folder, by name. */
  static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  private static void addExamples(Path page, String language, List<Example> examples)
      throws IOException {
    String name = page.getFileName().toString().replace(".md", "");
    List<String> lines = Files.readAllLines(page);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("```")) {
        int begin = i + 1;
        do {
          i++;
        } while (!lines.get(i).equals("```"));
        if (lines.get(begin - 1).equals("```" + language)) {
          examples.add(new Example(name, begin + 1, lines.subList(begin, i)));
        }
      }
    }
  }
}
