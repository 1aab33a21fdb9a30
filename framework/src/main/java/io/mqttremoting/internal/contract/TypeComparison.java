package io.mqttremoting.internal.contract;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Constant;
import io.mqttremoting.api.ContractModel.Difference;
import io.mqttremoting.api.ContractModel.Enumeration;
import io.mqttremoting.api.ContractModel.Field;
import io.mqttremoting.api.ContractModel.Kind;
import io.mqttremoting.api.ContractModel.Struct;
import io.mqttremoting.api.ContractModel.Union;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what differs between the types of a client and of a service. */
final class TypeComparison {
  /** Which numbers a reader of a number can read without loss, besides its own type. */
  private static final Map<String, Set<String>> WIDER =
      Map.of(
          "int64", Set.of("int32"),
          "integer", Set.of("int32", "int64"),
          "float64", Set.of("int32", "float32"),
          "number", Set.of("int32", "int64", "integer", "float32", "float64"));

  private final ContractModel mine;
  private final ContractModel theirs;
  private final List<Difference> found;
  private final Set<List<Object>> compared = new HashSet<>();

  /** Adds what differs to {@code found}. */
  TypeComparison(ContractModel mine, ContractModel theirs, List<Difference> found) {
    this.mine = mine;
    this.theirs = theirs;
    this.found = found;
  }

  private void add(boolean breaking, String text) {
    found.add(new Difference(breaking, text));
  }

  /** Compares the type of one value at both ends. */
  void compare(String where, ContractModel.Type type, ContractModel.Type other, Way way) {
    ContractModel.Definition own = definition(mine, type);
    ContractModel.Definition their = definition(theirs, other);
    if (own != null && their != null && own.getClass() == their.getClass()) {
      compare(own, their, way);
    } else if (type.kind() == other.kind() && type.element().isPresent()) {
      compare(where, type.element().get(), other.element().orElseThrow(), way);
    } else if (!isSame(type, other)) {
      boolean readable = way == Way.SENT ? isReadable(type, other) : isReadable(other, type);
      add(!readable, where + " is " + show(theirs, other) + " instead of " + show(mine, type));
    }
    if (type.nullable() != other.nullable()) {
      add(false, where + (other.nullable() ? " may be null" : " has no null"));
    }
  }

  private static ContractModel.@Nullable Definition definition(
      ContractModel contract, ContractModel.Type type) {
    return type.kind() == Kind.NAMED ? contract.definition(type.name()) : null;
  }

  private static boolean isSame(ContractModel.Type type, ContractModel.Type other) {
    return type.kind() == other.kind()
        && type.kind() != Kind.NAMED
        && type.name().equals(other.name())
        && type.format().equals(other.format());
  }

  /** Whether each value of one type, sent by one end, is a value of the type at the other. */
  private boolean isReadable(ContractModel.Type sent, ContractModel.Type read) {
    if (read.kind() == Kind.ANY) {
      return true;
    }
    if (sent.kind() != Kind.PRIMITIVE || read.kind() != Kind.PRIMITIVE) {
      return false;
    }
    boolean anyText = read.name().equals("string") && read.format().isEmpty();
    return (anyText && Set.of("string", "bytes").contains(sent.name()))
        || WIDER.getOrDefault(read.name(), Set.of()).contains(sent.name());
  }

  private static String show(ContractModel contract, ContractModel.Type type) {
    ContractModel.Definition definition = definition(contract, type);
    if (definition == null) {
      return type.kind() == Kind.ANY ? "any value" : type.toString();
    }
    return definition instanceof Struct
        ? "the struct " + definition.name()
        : definition instanceof Enumeration
            ? "the enum " + definition.name()
            : "the union " + definition.name();
  }

  private void compare(ContractModel.Definition own, ContractModel.Definition their, Way way) {
    if (!compared.add(List.of(own.name(), their.name(), way))) {
      return;
    }
    if (own instanceof Struct struct) {
      compare(struct, (Struct) their, way);
    } else if (own instanceof Enumeration enumeration) {
      compare(enumeration, (Enumeration) their, way);
    } else {
      compare((Union) own, (Union) their, way);
    }
  }

  private static Optional<Field> field(List<Field> fields, String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }

  private void compare(Struct struct, Struct other, Way way) {
    for (Field field : struct.fields()) {
      String where = "field '" + field.name() + "' of " + struct.name();
      Optional<Field> found = field(other.fields(), field.name());
      if (found.isPresent()) {
        compare(where, field.type(), found.get().type(), way);
      } else {
        boolean mayLack = way == Way.RECEIVED && field.type().nullable();
        add(!mayLack, where + " is missing" + renamed(field, struct, other));
      }
    }
    for (Field field : other.fields()) {
      if (field(struct.fields(), field.name()).isEmpty()) {
        boolean refused = way == Way.SENT && field.required();
        String is = refused ? " is new and required" : " is new";
        add(refused, "field '" + field.name() + "' of " + struct.name() + is);
      }
    }
  }

  /** A guess for people, if only one field of the same type is new. */
  private static String renamed(Field missing, Struct struct, Struct other) {
    List<Field> candidates =
        other.fields().stream()
            .filter(field -> field(struct.fields(), field.name()).isEmpty())
            .filter(field -> field.type().equals(missing.type()))
            .toList();
    return candidates.size() == 1
        ? "; has it been renamed to '" + candidates.get(0).name() + "'?"
        : "";
  }

  private void compare(Enumeration own, Enumeration other, Way way) {
    if (own.isText() != other.isText()) {
      add(true, own.name() + (other.isText() ? " has texts" : " has numbers") + " as values");
      return;
    }
    for (Constant constant : own.constants()) {
      compare(own, constant, other, way);
    }
    for (Constant constant : other.constants()) {
      boolean isNew =
          own.constants().stream()
              .noneMatch(
                  known ->
                      known.value().equals(constant.value())
                          || (!own.isText() && known.name().equals(constant.name())));
      if (isNew) {
        String text =
            "constant '" + constant.name() + "' of " + own.name() + ", " + constant.value();
        add(way == Way.RECEIVED, text + ", is new");
      }
    }
  }

  /** Numbers are known by their names, because a number says nothing; texts say what they mean. */
  private void compare(Enumeration own, Constant constant, Enumeration other, Way way) {
    String where = "constant '" + constant.name() + "' of " + own.name();
    Optional<Constant> sameValue =
        other.constants().stream().filter(c -> c.value().equals(constant.value())).findFirst();
    Optional<Constant> sameName =
        other.constants().stream().filter(c -> c.name().equals(constant.name())).findFirst();
    if (own.isText()) {
      if (sameValue.isEmpty()) {
        add(way == Way.SENT, where + ", \"" + constant.value() + "\", is missing");
      }
    } else if (sameName.isPresent()) {
      if (!sameName.get().value().equals(constant.value())) {
        add(true, where + " is " + sameName.get().value() + " instead of " + constant.value());
      }
    } else if (sameValue.isPresent()) {
      add(true, where + ", " + constant.value() + ", is called '" + sameValue.get().name() + "'");
    } else {
      add(way == Way.SENT, where + ", " + constant.value() + ", is missing");
    }
  }

  private void compare(Union own, Union other, Way way) {
    if (!Objects.equals(own.discriminator(), other.discriminator())) {
      String fields = "'" + other.discriminator() + "' instead of '" + own.discriminator() + "'";
      add(true, own.name() + " is told apart by the field " + fields);
      return;
    }
    for (Field variant : own.variants()) {
      String where = "variant '" + variant.name() + "' of " + own.name();
      Optional<Field> found = field(other.variants(), variant.name());
      if (found.isPresent()) {
        compare(where, variant.type(), found.get().type(), way);
      } else {
        add(way == Way.SENT, where + " is missing");
      }
    }
    for (Field variant : other.variants()) {
      if (field(own.variants(), variant.name()).isEmpty()) {
        add(way == Way.RECEIVED, "variant '" + variant.name() + "' of " + own.name() + " is new");
      }
    }
  }
}
