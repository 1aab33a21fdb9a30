package io.mqttremoting.internal.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where an interface is on the wire (wire protocol, Topics).
 *
 * @param namespace of the connection; empty for none
 * @param instance of the service; empty for none
 */
public record Address(String namespace, String instance, String module, String name) {
  /** The most levels of a namespace. */
  public static final int MAX_NAMESPACE_LEVELS = 4;

  /** The first character of a level that names an instance. */
  public static final String INSTANCE_MARK = "@";

  /** Levels that follow the interface in topics. */
  private static final Set<String> KINDS = Set.of("rpc", "prop", "set", "sig");

  /** An address without namespace and instance. */
  public Address(String module, String name) {
    this("", "", module, name);
  }

  /**
   * Checks a namespace.
   *
   * @throws IllegalArgumentException if it is not valid
   */
  public static void checkNamespace(String namespace) {
    List<String> levels = List.of(namespace.split("/", -1));
    if (levels.size() > MAX_NAMESPACE_LEVELS) {
      throw new IllegalArgumentException(
          "the namespace '"
              + namespace
              + "' has "
              + levels.size()
              + " levels; it may have "
              + MAX_NAMESPACE_LEVELS);
    }
    for (String level : levels) {
      if (!TopicLevel.isValid(level)) {
        throw new IllegalArgumentException(
            "the level '" + level + "' of the namespace '" + namespace + "'" + TopicLevel.RULE);
      }
      if (!mayBeInNamespace(level)) {
        throw new IllegalArgumentException(
            "the level '"
                + level
                + "' of the namespace '"
                + namespace
                + "' must not start with '@' or '_', and must not be rpc, prop, set or sig");
      }
    }
  }

  /**
   * Checks that the topics of this address can be told from others: after other levels, a module or
   * a name like {@code prop} would be read as the end of the interface.
   *
   * @throws IllegalArgumentException if it cannot be used with its namespace or instance
   */
  public Address checked() {
    if (!(namespace.isEmpty() && instance.isEmpty())
        && (KINDS.contains(module) || KINDS.contains(name))) {
      throw new IllegalArgumentException(
          id()
              + ": with a namespace or an instance, neither module nor name may be rpc, prop, set or"
              + " sig; choose another with withModule or withName");
    }
    return this;
  }

  /** The start of every topic, and the name in errors: {@code plant7/@kitchen/io.world/Hello}. */
  public String id() {
    return inNamespace(
        namespace,
        (instance.isEmpty() ? "" : INSTANCE_MARK + instance + "/") + module + "/" + name);
  }

  /** Levels of a topic in a namespace, which may be empty. */
  public static String inNamespace(String namespace, String levels) {
    return namespace.isEmpty() ? levels : namespace + "/" + levels;
  }

  /** The address with this {@link #id()}, as any client may have chosen it; empty if it is none. */
  public static Optional<Address> parse(String id) {
    List<String> levels = List.of(id.split("/", -1));
    int module = levels.size() - 2;
    if (module < 0 || !levels.stream().allMatch(TopicLevel::isValid)) {
      return Optional.empty();
    }
    boolean hasInstance = module > 0 && levels.get(module - 1).startsWith(INSTANCE_MARK);
    List<String> namespace = levels.subList(0, hasInstance ? module - 1 : module);
    String instance =
        hasInstance ? levels.get(module - 1).substring(INSTANCE_MARK.length()) : "none";
    if (namespace.size() > MAX_NAMESPACE_LEVELS
        || !namespace.stream().allMatch(Address::mayBeInNamespace)
        || !isInstance(instance)
        || levels.get(module).startsWith(INSTANCE_MARK)
        || levels.get(module).equals(InterfaceModel.RESERVED_MODULE)) {
      return Optional.empty();
    }
    return Optional.of(
        new Address(
            String.join("/", namespace),
            hasInstance ? instance : "",
            levels.get(module),
            levels.get(module + 1)));
  }

  private static boolean mayBeInNamespace(String level) {
    return !level.startsWith(INSTANCE_MARK) && !level.startsWith("_") && !KINDS.contains(level);
  }

  /** This interface at one instance. */
  public Address at(String one) {
    return new Address(namespace, one, module, name);
  }

  /**
   * The instance in a topic of this interface, whatever instance this address names; empty if the
   * topic names none.
   */
  public Optional<String> instanceIn(String topic) {
    String start = inNamespace(namespace, INSTANCE_MARK);
    if (!topic.startsWith(start)) {
      return Optional.empty();
    }
    int end = topic.indexOf('/', start.length());
    String found = topic.substring(start.length(), Math.max(end, start.length()));
    return isInstance(found) ? Optional.of(found) : Optional.empty();
  }

  /**
   * Whether this may name an instance. A name that starts with {@code @} is most likely meant
   * without it, as in topics.
   */
  public static boolean isInstance(String name) {
    return TopicLevel.isValid(name) && !name.startsWith(INSTANCE_MARK);
  }
}
