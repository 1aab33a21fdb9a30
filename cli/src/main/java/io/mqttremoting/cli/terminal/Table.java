package io.mqttremoting.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows whose cells are aligned. Rows may have different numbers of cells. */
public final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row. */
  public void add(String... cells) {
    rows.add(List.of(cells));
  }

  /** The rows as lines, without spaces at the end. */
  public List<String> lines() {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size() - 1; i++) { // the last cell of a row needs no room
        int width = Text.width(row.get(i));
        if (i == widths.size()) {
          widths.add(width);
        } else {
          widths.set(i, Math.max(widths.get(i), width));
        }
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String cell = row.get(i);
      line.append(cell);
      if (i < row.size() - 1) {
        line.append(" ".repeat(widths.get(i) - Text.width(cell))).append(GAP);
      }
    }
    return line.toString().stripTrailing();
  }
}
