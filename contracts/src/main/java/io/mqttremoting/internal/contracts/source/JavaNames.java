package io.mqttremoting.internal.contracts.source;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/** Names of Java for names on the wire. */
final class JavaNames {
  /** What cannot be the name of a type, besides keywords. */
  private static final Set<String> RESTRICTED =
      Set.of("var", "record", "yield", "sealed", "permits", "when", "Object");

  /** Methods of each object, which no member may have as its name. */
  private static final Set<String> OBJECT_METHODS =
      Arrays.stream(Object.class.getDeclaredMethods())
          .map(java.lang.reflect.Method::getName)
          .collect(Collectors.toSet());

  private JavaNames() {}

  /** {@code text} in camel case: {@code EXTERN_vector} becomes {@code externVector}. */
  static String camel(String text) {
    StringBuilder name = new StringBuilder();
    for (String part : text.split("[^\\p{L}\\p{Nd}]+", -1)) {
      boolean shouts = part.length() > 1 && part.equals(part.toUpperCase(java.util.Locale.ROOT));
      name.append(capitalized(shouts ? part.toLowerCase(java.util.Locale.ROOT) : part));
    }
    String whole = name.toString();
    if (whole.isEmpty() || !Character.isJavaIdentifierStart(whole.charAt(0))) {
      whole = "x" + whole;
    }
    return decapitalized(whole);
  }

  static String capitalized(String name) {
    return name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  static String decapitalized(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  /** The member that the library derives from {@code getLast}, given {@code Last}. */
  static String derived(String rest) {
    boolean isShout =
        rest.length() > 1
            && Character.isUpperCase(rest.charAt(0))
            && Character.isUpperCase(rest.charAt(1));
    return isShout ? rest : decapitalized(rest);
  }

  /** A name for a variable, as near to the given one as Java allows. */
  static String variable(String name) {
    String valid = name.replaceAll("[^\\p{L}\\p{Nd}_]", "_");
    boolean isBegun = !valid.isEmpty() && Character.isJavaIdentifierStart(valid.charAt(0));
    String begun = isBegun ? valid : "_" + valid;
    return SourceVersion.isName(begun) && !begun.equals("_") ? begun : begun + "_";
  }

  /** A name for a component of a record, as near to the given one as Java allows. */
  static String component(String name) {
    String variable = variable(name);
    return OBJECT_METHODS.contains(variable) ? variable + "_" : variable;
  }

  /** A name for a method. */
  static String method(String name) {
    String camel = camel(name);
    return SourceVersion.isName(camel) && !OBJECT_METHODS.contains(camel) ? camel : camel + "_";
  }

  /** A name for a type. */
  static String type(String name) {
    String valid = variable(name);
    return RESTRICTED.contains(valid) ? valid + "_" : valid;
  }

  /** The name of an interface: {@code IHello} for {@code Hello}. */
  static String interfaceType(String name) {
    String valid = variable(name);
    return isMarked(valid) ? valid : "I" + capitalized(valid);
  }

  /** What the library calls an interface on the wire: {@code IHello} is {@code Hello}. */
  static String derivedInterface(String type) {
    return isMarked(type) ? type.substring(1) : type;
  }

  private static boolean isMarked(String name) {
    return name.length() > 1 && name.charAt(0) == 'I' && Character.isUpperCase(name.charAt(1));
  }

  /** The class of an error: {@code RefusedException} for {@code refused}. */
  static String exception(String error) {
    String name = capitalized(camel(error));
    return name.endsWith("Exception") ? name : name + "Exception";
  }

  /** A package for a module: {@code tb.enum_} for {@code tb.enum}. */
  static String packageOf(String module) {
    return Arrays.stream(module.split("\\.", -1))
        .filter(part -> !part.isEmpty())
        .map(part -> variable(part))
        .collect(Collectors.joining("."));
  }

  /** The name, or with a number behind if it is taken. */
  static String unique(String name, Collection<String> taken) {
    String unique = name;
    for (int i = 2; taken.contains(unique); i++) {
      unique = name + i;
    }
    return unique;
  }
}
