package io.mqttremoting.internal.contract;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Constant;
import io.mqttremoting.api.ContractModel.Field;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.json.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads contracts: ApiGear modules with one interface, as JSON. Types that the module takes from
 * elsewhere are read as any value.
 */
public final class ContractParser {
  /** How much of a text, which may be any peer's, is in a message. */
  static final int MAX_SHOWN = 500;

  private final Node module;
  private final SchemaParser schemas;
  private final Set<String> foreign = new HashSet<>();

  private ContractParser(Node module) {
    this.module = module;
    this.schemas = new SchemaParser(module.child("meta").child("$defs"));
  }

  /**
   * Reads a contract.
   *
   * @throws IllegalArgumentException if this is not JSON, or not a contract
   */
  public static ContractModel parse(byte[] json) {
    try {
      return parse(JsonCodec.own().value(Object.class).decode(json));
    } catch (BadPayloadException e) {
      throw new IllegalArgumentException("not a contract: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a contract from maps and lists.
   *
   * @throws IllegalArgumentException if this is not a contract
   */
  public static ContractModel parse(@Nullable Object tree) {
    try {
      Node module = Node.of("the module", tree == null ? List.of() : tree);
      ContractModel found = new ContractParser(module).contract();
      Fingerprint.of(found); // refuses types that are not defined, or too deep
      return found;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(Printable.of(String.valueOf(e.getMessage()), MAX_SHOWN));
    }
  }

  private ContractModel contract() {
    List<Node> interfaces = module.children("interfaces");
    if (interfaces.size() != 1) {
      throw module.refusal("has " + interfaces.size() + " interfaces instead of one");
    }
    Node described = interfaces.get(0).named("interface");
    foreign.add(described.requiredText("name"));
    module.children("externs").forEach(extern -> foreign.add(extern.requiredText("name")));
    List<ContractModel.Definition> types = new ArrayList<>();
    module.children("structs").forEach(struct -> types.add(struct(struct.named("struct"))));
    module.children("enums").forEach(type -> types.add(enumeration(type.named("enum"))));
    Set<String> defined = new HashSet<>();
    types.forEach(type -> defined.add(type.name()));
    types.addAll(schemas.definitionsExcept(defined));
    return new ContractModel(
        module.requiredText("name"),
        described.requiredText("name"),
        module.text("version"),
        description(described),
        sorted(
            described.children("properties"),
            node -> property(node.named("property")),
            ContractModel.Property::name),
        sorted(
            described.children("operations"),
            node -> operation(node.named("operation")),
            ContractModel.Operation::name),
        sorted(
            described.children("signals"),
            node -> signal(node.named("signal")),
            ContractModel.Signal::name),
        sorted(types, Function.identity(), ContractModel.Definition::name));
  }

  private static <N, T> List<T> sorted(
      List<N> nodes, Function<N, T> reading, Function<T, String> nameOf) {
    return nodes.stream().map(reading).sorted(Comparator.comparing(nameOf)).toList();
  }

  static String description(Node node) {
    return node.text("description").orElse("");
  }

  private ContractModel.Property property(Node node) {
    Node meta = node.child("meta");
    return new ContractModel.Property(
        node.requiredText("name"),
        type(node),
        node.flag("readonly"),
        meta.flag("confirmed"),
        meta.texts("errors"),
        description(node));
  }

  private ContractModel.Operation operation(Node node) {
    Node meta = node.child("meta");
    Node result = node.child("return");
    return new ContractModel.Operation(
        node.requiredText("name"),
        fields(node, "params", "parameter"),
        result.values().isEmpty() ? Optional.empty() : Optional.of(type(result)),
        meta.texts("errors"),
        meta.number("timeoutMillis").map(Duration::ofMillis),
        meta.flag("oneWay"),
        description(node));
  }

  private ContractModel.Signal signal(Node node) {
    return new ContractModel.Signal(
        node.requiredText("name"), fields(node, "params", "parameter"), description(node));
  }

  private ContractModel.Struct struct(Node node) {
    return new ContractModel.Struct(
        node.requiredText("name"), fields(node, "fields", "field"), description(node));
  }

  private List<Field> fields(Node node, String name, String what) {
    return node.children(name).stream()
        .map(child -> child.named(node.place() + ", " + what))
        .map(
            field ->
                new Field(
                    field.requiredText("name"),
                    type(field),
                    field.child("meta").flag("required"),
                    description(field)))
        .toList();
  }

  private ContractModel.Enumeration enumeration(Node node) {
    List<Constant> constants = new ArrayList<>();
    long next = 0;
    for (Node member : node.children("members")) {
      long value = member.number("value").orElse(next);
      constants.add(new Constant(member.requiredText("name"), value, description(member)));
      next = value + 1;
    }
    return new ContractModel.Enumeration(
        node.requiredText("name"), List.copyOf(constants), description(node));
  }

  /** The type of a property, parameter, field or result. */
  private ContractModel.Type type(Node node) {
    Node meta = node.child("meta");
    if (meta.values().get("schema") instanceof Map<?, ?> schema) {
      return schemas.type(new Node(node.place() + ", schema", schema));
    }
    String name = node.requiredText("type");
    boolean isForeign = node.text("import").isPresent() || foreign.contains(name);
    return new ApiGear(isForeign ? "any" : name, node.flag("array")).known();
  }
}
