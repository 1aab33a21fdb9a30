package io.mqttremoting.benchmarks;

import java.util.List;
import java.util.Locale;

/** Ratios as an SVG picture: bars, their spread, and the targets. */
final class Chart {
  private static final int WIDTH = 860;
  private static final int LEFT = 330; // where the bars begin
  private static final int ONE = 400; // the length of the bar of ratio 1
  private static final int LINE = 22;
  private static final int TOP = 44;
  private static final double LONGEST = 1.2; // beyond which bars are cut off

  private Chart() {}

  /** A bar for each comparison. */
  static String of(String baseline, String caption, List<Comparison> comparisons) {
    int height = TOP + LINE * (comparisons.size() + 1);
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
            + " font-size='12'>",
        WIDTH,
        height);
    add(svg, "<rect width='%d' height='%d' fill='white'/>", WIDTH, height);
    add(
        svg,
        "<text x='10' y='18' font-size='14'>Throughput beside %s (bar: ratio, line: spread, red:"
            + " target)</text>",
        escaped(baseline));
    add(svg, "<text x='10' y='34' font-size='9' fill='#666'>%s</text>", escaped(caption));
    for (int i = 0; i < comparisons.size(); i++) {
      addBar(svg, TOP + LINE * i, comparisons.get(i));
    }
    add(
        svg,
        "<line x1='%1$d' y1='%2$d' x2='%1$d' y2='%3$d' stroke='black'/>",
        LEFT + ONE,
        TOP,
        height - LINE);
    add(svg, "<text x='%d' y='%d' text-anchor='middle'>1</text>", LEFT + ONE, height - LINE / 3);
    return svg.append("</svg>\n").toString();
  }

  private static void addBar(StringBuilder svg, int y, Comparison comparison) {
    int middle = y + LINE / 2;
    double ratio = comparison.ratio();
    add(
        svg,
        "<text x='%d' y='%d' text-anchor='end'>%s, MQTT %s</text>",
        LEFT - 8,
        middle + 4,
        escaped(comparison.what()),
        escaped(comparison.mqtt()));
    add(
        svg,
        "<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>",
        LEFT,
        y + 3,
        length(ratio),
        LINE - 6,
        comparison.missed() ? "#e0a040" : "#4a90c0");
    add(
        svg,
        "<line x1='%.1f' y1='%3$d' x2='%2$.1f' y2='%3$d' stroke='black'/>",
        LEFT + length(ratio - comparison.spread()),
        LEFT + length(ratio + comparison.spread()),
        middle);
    if (comparison.target() > 0) {
      add(
          svg,
          "<line x1='%1$.1f' y1='%2$d' x2='%1$.1f' y2='%3$d' stroke='red' stroke-width='2'/>",
          LEFT + length(comparison.target()),
          y + 1,
          y + LINE - 1);
    }
    add(svg, "<text x='%d' y='%d'>%.2f</text>", WIDTH - 36, middle + 4, ratio);
  }

  private static double length(double ratio) {
    return ONE * Math.max(0, Math.min(ratio, LONGEST));
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
