package io.mqttremoting.internal.contracts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML, and JSON, into maps, lists and scalars; writes these as people write YAML. */
public final class Yaml {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_LINE = 100;

  /** Lists whose elements fit into a line each, as ApiGear's examples have it. */
  private static final Set<String> COMPACT =
      Set.of("imports", "externs", "properties", "params", "fields", "members");

  /** What YAML 1.1 reads as true or false. */
  private static final Set<String> WORDS = Set.of("y", "n", "yes", "no", "on", "off");

  private Yaml() {}

  /**
   * Reads a text.
   *
   * @param name what it is called in messages
   * @throws IllegalArgumentException if it is not YAML
   */
  public static @Nullable Object read(String text, String name) {
    try {
      return plain(new Load(LoadSettings.builder().setLabel(name).build()).loadFromString(text), 0);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(name + " is not YAML: " + e.getMessage(), e);
    }
  }

  private static @Nullable Object plain(@Nullable Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new YamlEngineException("it is nested more than " + MAX_DEPTH + " deep");
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, each) -> copy.put(String.valueOf(key), plain(each, depth + 1)));
      return copy;
    }
    if (value instanceof Iterable<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(each -> copy.add(plain(each, depth + 1)));
      return copy;
    }
    return value;
  }

  /** The tree as YAML. */
  public static String write(Map<String, Object> tree) {
    DumpSettings settings =
        DumpSettings.builder()
            .setIndicatorIndent(2)
            .setIndentWithIndicator(true)
            .setIndent(2)
            .setWidth(Integer.MAX_VALUE)
            .setSplitLines(false)
            .build();
    StringBuilder text = new StringBuilder();
    new Dump(settings)
        .dumpNode(
            node(tree, ""),
            new StreamDataWriter() {
              @Override
              public void write(String part) {
                text.append(part);
              }

              @Override
              public void write(String part, int from, int length) {
                text.append(part, from, from + length);
              }
            });
    return text.toString();
  }

  private static Node node(@Nullable Object value, String key) {
    if (value instanceof Map<?, ?> map) {
      List<NodeTuple> tuples = new ArrayList<>();
      map.forEach(
          (name, each) -> tuples.add(new NodeTuple(node(name, ""), node(each, (String) name))));
      boolean isShort =
          map.isEmpty() || ((COMPACT.contains(key) || key.equals("return")) && isShort(map));
      return new MappingNode(Tag.MAP, tuples, isShort ? FlowStyle.FLOW : FlowStyle.BLOCK);
    }
    if (value instanceof List<?> list) {
      List<Node> nodes = list.stream().map(each -> node(each, key)).toList();
      boolean inLine = list.stream().noneMatch(each -> each instanceof Map || each instanceof List);
      return new SequenceNode(Tag.SEQ, nodes, inLine ? FlowStyle.FLOW : FlowStyle.BLOCK);
    }
    if (value instanceof String text) {
      return new ScalarNode(Tag.STR, text, style(text, key));
    }
    Tag tag =
        value == null
            ? Tag.NULL
            : value instanceof Boolean
                ? Tag.BOOL
                : value instanceof Double || value instanceof java.math.BigDecimal
                    ? Tag.FLOAT
                    : Tag.INT;
    return new ScalarNode(tag, String.valueOf(value), ScalarStyle.PLAIN);
  }

  private static boolean isShort(Map<?, ?> map) {
    return map.values().stream().noneMatch(each -> each instanceof Map || each instanceof List)
        && !map.containsKey("description")
        && map.toString().length() < MAX_LINE;
  }

  private static ScalarStyle style(String text, String key) {
    if (key.equals("version") || WORDS.contains(text.toLowerCase(java.util.Locale.ROOT))) {
      return ScalarStyle.DOUBLE_QUOTED;
    }
    return text.contains("\n") ? ScalarStyle.LITERAL : ScalarStyle.PLAIN;
  }
}
