package io.mqttremoting.cli.command;

import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.api.ServiceInfo.State;
import io.mqttremoting.cli.broker.ServiceAddress;
import io.mqttremoting.cli.terminal.Style;
import io.mqttremoting.cli.terminal.Table;
import io.mqttremoting.cli.terminal.Text;
import io.mqttremoting.internal.model.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Services as a tree: namespaces, interfaces, instances. */
final class ServiceTree {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final int DIGITS = 20;

  private ServiceTree() {}

  /** The address of a service as people write it. */
  static String address(ServiceInfo service) {
    return ServiceAddress.written(
        new Address(
            service.namespace().orElse(""),
            service.instance().orElse(""),
            service.module(),
            service.name()),
        Optional.empty());
  }

  /**
   * The tree.
   *
   * @param root the name of the place of services without a namespace
   */
  static Table of(List<ServiceInfo> services, String root, Instant now) {
    Table table = new Table();
    Map<String, Map<String, List<ServiceInfo>>> namespaces = new TreeMap<>();
    List<ServiceInfo> sorted =
        services.stream()
            .sorted(Comparator.comparing(service -> numbersPadded(service.instance().orElse(""))))
            .toList();
    for (ServiceInfo service : sorted) {
      namespaces
          .computeIfAbsent(service.namespace().orElse(""), name -> new TreeMap<>())
          .computeIfAbsent(service.module() + "/" + service.name(), name -> new ArrayList<>())
          .add(service);
    }
    namespaces.forEach(
        (namespace, interfaces) -> {
          table.add(Style.BOLD.of(namespace.isEmpty() ? root : namespace));
          int left = interfaces.size();
          for (Map.Entry<String, List<ServiceInfo>> each : interfaces.entrySet()) {
            left--;
            add(each.getKey(), each.getValue(), left == 0, now, table);
          }
        });
    return table;
  }

  /** A key that sorts {@code robot-2} before {@code robot-10}. */
  private static String numbersPadded(String name) {
    return NUMBER
        .matcher(name)
        .replaceAll(
            match -> "0".repeat(Math.max(0, DIGITS - match.group().length())) + match.group());
  }

  private static void add(
      String name, List<ServiceInfo> services, boolean last, Instant now, Table table) {
    String branch = last ? "└─ " : "├─ ";
    if (services.size() == 1 && services.get(0).instance().isEmpty()) {
      addRow(branch + name, services.get(0), now, table);
      return;
    }
    table.add(branch + name);
    String stem = last ? "   " : "│  ";
    for (int i = 0; i < services.size(); i++) {
      ServiceInfo service = services.get(i);
      addRow(
          stem
              + (i == services.size() - 1 ? "└─ " : "├─ ")
              + service.instance().map(instance -> "@" + instance).orElse("(no instance)"),
          service,
          now,
          table);
    }
  }

  private static void addRow(String label, ServiceInfo service, Instant now, Table table) {
    if (service.state() == State.VALUES_ONLY) {
      table.add(label, Style.DIM.of("–"), Style.DIM.of("(only values; says nothing of itself)"));
      return;
    }
    table.add(
        label,
        service.version().orElse("–"),
        service.clientId().orElse("–")
            + service.group().map(group -> " in group " + group).orElse(""),
        mqtt(service),
        presence(service, now));
  }

  private static String mqtt(ServiceInfo service) {
    return service.mappings().isEmpty()
        ? "–"
        : service.mappings().stream()
            .map(mapping -> mapping.equals("v5") ? "5" : mapping.equals("v3") ? "3.1.1" : mapping)
            .collect(Collectors.joining(", ", "MQTT ", ""));
  }

  /** Whether a service is there, in words. */
  static String presence(ServiceInfo service, Instant now) {
    return switch (service.state()) {
      case ONLINE ->
          Style.GREEN.of(
              service
                  .since()
                  .map(since -> "up " + Text.roughly(Duration.between(since, now)))
                  .orElse("up"));
      case OFFLINE -> Style.DIM.of("offline");
      case LEFT_BEHIND -> Style.RED.of("dead (killed or cut off)");
      case VALUES_ONLY -> Style.DIM.of("only values");
      case GONE -> Style.DIM.of("gone");
    };
  }
}
