package io.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks that links between the pages lead to files and headings that exist. */
class DocLinksTest {
  private static final int MIN_LINKS = 100;
  private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s:]+)\\)"); // within the project
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> links = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(text(page));
      while (link.find()) {
        links.add(link.group(1));
        if (!leadsSomewhere(page, link.group(1))) {
          broken.add(page + ": " + link.group(1));
        }
      }
    }
    assertEquals(List.of(), broken);
    assertTrue(links.size() > MIN_LINKS, "only " + links);
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(DocPages.in(DocPages.ROOT));
    pages.addAll(DocPages.in(DocPages.ROOT.resolve("docs")));
    pages.addAll(DocPages.in(DocPages.ROOT.resolve("examples")));
    return pages;
  }

  private static String text(Path page) throws IOException {
    return CODE.matcher(Files.readString(page)).replaceAll("");
  }

  private static boolean leadsSomewhere(Path page, String link) throws IOException {
    int mark = link.indexOf('#');
    String file = mark < 0 ? link : link.substring(0, mark);
    Path target = file.isEmpty() ? page : page.resolveSibling(file);
    if (mark < 0 || !target.toString().endsWith(".md") || !Files.exists(target)) {
      return Files.exists(target);
    }
    return anchors(target).contains(link.substring(mark + 1));
  }

  /** The anchors that GitHub makes of the headings of a page. */
  private static Set<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(text(page))
        .results()
        .map(heading -> heading.group(1).trim().toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N}_\\- ]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
