package io.mqttremoting.internal.contracts.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A Java source file with one type: its lines, and the imports that they need. Formatted as
 * Google's style has it.
 */
final class SourceFile {
  static final int WIDTH = 100;

  private final String packageName;
  private final String type;
  private final Set<String> reserved;
  private final Map<String, String> imports = new TreeMap<>();
  private final List<String> lines = new ArrayList<>();

  /**
   * Begins an empty file.
   *
   * @param reserved simple names that no import may take: those of other types in the package
   */
  SourceFile(String packageName, String type, Set<String> reserved) {
    this.packageName = packageName;
    this.type = type;
    this.reserved = reserved;
  }

  String path() {
    return packageName.replace('.', '/') + "/" + type + ".java";
  }

  /** The name to use for a class here; imports it if that is possible. */
  String name(String qualified) {
    int dot = qualified.lastIndexOf('.');
    String simple = qualified.substring(dot + 1);
    String declaring = dot < 0 ? "" : qualified.substring(0, dot);
    if (declaring.equals(packageName)) {
      return simple;
    }
    if (reserved.contains(simple) || simple.equals(type)) {
      return qualified;
    }
    if (declaring.equals("java.lang")) {
      return simple;
    }
    String imported = imports.putIfAbsent(simple, qualified);
    return imported == null || imported.equals(qualified) ? simple : qualified;
  }

  String name(Class<?> type) {
    return name(type.getName());
  }

  void line(String line) {
    lines.add(line);
  }

  /**
   * Documents what follows, if there is something to say.
   *
   * @param description empty for none
   * @param tags block tags, such as that of a parameter
   */
  void javadoc(String indent, String description, List<String> tags) {
    List<String> paragraphs = new ArrayList<>();
    for (String paragraph : description.strip().split("\\R\\s*\\R", -1)) {
      String text = escaped(paragraph).replaceAll("\\s+", " ");
      paragraphs.add(paragraphs.isEmpty() ? text : "<p>" + text);
    }
    String only = paragraphs.get(0);
    if (description.isBlank()) {
      return;
    }
    if (tags.isEmpty()
        && paragraphs.size() == 1
        && indent.length() + only.length() + "/**  */".length() <= WIDTH) {
      line(indent + "/** " + only + " */");
      return;
    }
    line(indent + "/**");
    addWrapped(indent, paragraphs.remove(0), "");
    for (String paragraph : paragraphs) {
      line(indent + " *");
      addWrapped(indent, paragraph, "");
    }
    if (!tags.isEmpty()) {
      line(indent + " *");
    }
    for (String tag : tags) {
      String text = escaped(tag.substring(1)).replaceAll("\\s+", " ");
      addWrapped(indent, "@" + text, "    ");
    }
    line(indent + " */");
  }

  private void addWrapped(String indent, String text, String further) {
    String start = indent + " * ";
    StringBuilder line = new StringBuilder(start);
    boolean isBegun = false;
    for (String word : text.split(" ", -1)) {
      if (isBegun && line.length() + 1 + word.length() > WIDTH) {
        line(line.toString());
        line = new StringBuilder(start + further);
        isBegun = false;
      }
      line.append(isBegun ? " " : "").append(word);
      isBegun = true;
    }
    line(line.toString());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("*/", "*&#47;")
        .replace("\\", "&#92;")
        .replace("{@", "{&#64;")
        .replaceAll("(?m)^(\\s*)@", "$1&#64;");
  }

  /** A literal of a text. */
  static String literal(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> literal.append("\\\"");
        case '\\' -> literal.append("\\\\");
        case '\n' -> literal.append("\\n");
        case '\t' -> literal.append("\\t");
        default ->
            literal.append(Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : c + "");
      }
    }
    return literal.append('"').toString();
  }

  /**
   * A declaration with parts in parentheses, in as few lines as Google's style has it.
   *
   * @param tail what follows the parentheses, and may begin a line
   * @param end what ends the declaration
   */
  void declaration(String indent, String head, List<String> parts, String tail, String end) {
    String all = String.join(", ", parts);
    String open = indent + head + "(" + all + ")";
    String space = tail.isEmpty() ? "" : " ";
    if ((open + space + tail + end).length() <= WIDTH) {
      line(open + space + tail + end);
      return;
    }
    String deep = indent + "    ";
    boolean tailFits = open.length() <= WIDTH && !tail.isEmpty();
    if (tailFits) {
      line(open);
      line(deep + tail + end);
    } else if ((deep + all + ")" + space + tail + end).length() <= WIDTH) {
      line(indent + head + "(");
      line(deep + all + ")" + space + tail + end);
    } else {
      line(indent + head + "(");
      for (int i = 0; i < parts.size(); i++) {
        boolean isLast = i == parts.size() - 1;
        line(deep + parts.get(i) + (isLast ? ")" + space + tail + end : ","));
      }
    }
  }

  /** The lines alone, for {@code package-info.java}. */
  String lines() {
    return String.join("\n", lines) + "\n";
  }

  /** The file. */
  String text() {
    String imported =
        imports.values().stream()
            .sorted()
            .map(name -> "import " + name + ";\n")
            .collect(Collectors.joining());
    return "package "
        + packageName
        + ";\n\n"
        + imported
        + (imported.isEmpty() ? "" : "\n")
        + lines();
  }
}
