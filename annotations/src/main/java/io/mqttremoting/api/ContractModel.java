package io.mqttremoting.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an interface looks like to programs in any language: its members, and the structs, enums and
 * unions that these use. All names are those on the wire. Descriptions are empty if there are none.
 * Immutable if its lists are.
 *
 * @param module the module, as in topics
 * @param name the interface, as in topics
 * @param version the version in {@link RemoteInterface}; empty if it has none
 * @param description what the interface is for
 * @param properties the properties, sorted by name
 * @param operations the operations, sorted by name
 * @param signals the signals, sorted by name
 * @param types the definitions of all types that have a name, sorted by name
 */
@SuppressWarnings("exports") // users need no JSpecify
public record ContractModel(
    String module,
    String name,
    Optional<String> version,
    String description,
    List<Property> properties,
    List<Operation> operations,
    List<Signal> signals,
    List<Definition> types) {

  /** {@code module/name}, the start of every topic. */
  public String id() {
    return module + "/" + name;
  }

  /** Returns this with another module and name. */
  public ContractModel named(String otherModule, String otherName) {
    return new ContractModel(
        otherModule, otherName, version, description, properties, operations, signals, types);
  }

  /**
   * The definition of a type with a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Definition definition(String typeName) {
    return types.stream()
        .filter(type -> type.name().equals(typeName))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException(id() + " defines no type '" + typeName + "'"));
  }

  /**
   * A property.
   *
   * @param name its name
   * @param type the type of its value
   * @param readOnly whether it has no setter
   * @param confirmed whether the setter tells what became of the change
   * @param errors the names of the errors that the setter declares, sorted
   * @param description what it is for
   */
  public record Property(
      String name,
      Type type,
      boolean readOnly,
      boolean confirmed,
      List<String> errors,
      String description) {}

  /**
   * An operation.
   *
   * @param name its name
   * @param parameters its parameters in order; their names are not on the wire
   * @param result the type of its result; empty if it has none
   * @param errors the names of the errors that it declares, sorted
   * @param timeout how long callers wait; empty if it sets no timeout
   * @param oneWay whether callers do not wait for a reply
   * @param description what it does
   */
  public record Operation(
      String name,
      List<Field> parameters,
      Optional<Type> result,
      List<String> errors,
      Optional<Duration> timeout,
      boolean oneWay,
      String description) {}

  /**
   * A signal.
   *
   * @param name its name
   * @param parameters its arguments in order; their names are not on the wire
   * @param description when it is sent
   */
  public record Signal(String name, List<Field> parameters, String description) {}

  /**
   * A field of a struct, a parameter, or a variant of a union.
   *
   * @param name its name; for a variant, the text that identifies it
   * @param type its type
   * @param required whether a receiver refuses a struct without this field
   * @param description what it is for
   */
  public record Field(String name, Type type, boolean required, String description) {}

  /** A type with a name: a struct, an enum or a union. */
  public sealed interface Definition permits Struct, Enumeration, Union {
    /** The name, unique in the contract. It is not on the wire. */
    String name();

    /** What the type is for. */
    String description();
  }

  /**
   * A JSON object with known fields.
   *
   * @param fields the fields in the order in which they are declared
   */
  public record Struct(String name, List<Field> fields, String description) implements Definition {}

  /**
   * An enum.
   *
   * @param constants the constants in the order in which they are declared
   */
  public record Enumeration(String name, List<Constant> constants, String description)
      implements Definition {
    /** Whether the values are texts; otherwise they are whole numbers. */
    public boolean isText() {
      return constants.stream().anyMatch(constant -> constant.value() instanceof String);
    }
  }

  /**
   * A constant of an enum.
   *
   * @param value what is sent: a {@link Long} or a {@link String}
   */
  public record Constant(String name, Object value, String description) {}

  /**
   * One of several structs. The JSON object has one more field, which tells which.
   *
   * @param discriminator the name of that field
   * @param variants the possible texts in that field and their structs, sorted by these texts
   */
  public record Union(String name, String discriminator, List<Field> variants, String description)
      implements Definition {}

  /** The kinds of types. */
  public enum Kind {
    /**
     * {@code bool}, {@code int32}, {@code int64}, {@code float32}, {@code float64}, {@code integer}
     * of any size, {@code number} with any digits, {@code string}, {@code bytes} in Base64.
     */
    PRIMITIVE,
    /** A type with a {@link Definition}. */
    NAMED,
    /** A JSON array. */
    ARRAY,
    /** A JSON object with any keys. */
    MAP,
    /** Any JSON value. */
    ANY
  }

  /**
   * A type.
   *
   * @param name the name of a primitive type or of a definition; otherwise empty
   * @param format what a {@code string} contains, such as {@code date-time}; empty for any text
   * @param element the type of the elements of an array or of the values of a map
   * @param nullable whether {@code null} means that there is no value
   */
  public record Type(
      Kind kind, String name, String format, Optional<Type> element, boolean nullable) {
    /** Any JSON value. */
    public static final Type ANY = new Type(Kind.ANY, "", "", Optional.empty(), false);

    /** A primitive type. */
    public static Type primitive(String name) {
      return new Type(Kind.PRIMITIVE, name, "", Optional.empty(), false);
    }

    /** A text in this format. */
    public static Type text(String format) {
      return new Type(Kind.PRIMITIVE, "string", format, Optional.empty(), false);
    }

    /** The struct, enum or union with this name. */
    public static Type named(String name) {
      return new Type(Kind.NAMED, name, "", Optional.empty(), false);
    }

    /** An array of these elements. */
    public static Type arrayOf(Type element) {
      return new Type(Kind.ARRAY, "", "", Optional.of(element), false);
    }

    /** A map to these values. */
    public static Type mapOf(Type value) {
      return new Type(Kind.MAP, "", "", Optional.of(value), false);
    }

    /** The same type, but there may be no value. */
    public Type orNull() {
      return new Type(kind, name, format, element, true);
    }

    /** The type in words, such as {@code int32[]} or {@code string (date-time)}. */
    @Override
    public String toString() {
      String shown =
          switch (kind) {
            case PRIMITIVE, NAMED -> format.isEmpty() ? name : name + " (" + format + ")";
            case ARRAY -> element.orElse(ANY) + "[]";
            case MAP -> "map of " + element.orElse(ANY);
            case ANY -> "any";
          };
      return nullable ? shown + " or null" : shown;
    }
  }

  /**
   * A difference between two contracts.
   *
   * @param breaking whether it breaks a client that uses the member concerned
   * @param text the difference in words
   */
  public record Difference(boolean breaking, String text) {}
}
