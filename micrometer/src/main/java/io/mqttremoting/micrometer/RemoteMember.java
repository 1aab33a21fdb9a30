package io.mqttremoting.micrometer;

import java.util.Optional;

/**
 * A member of a remote interface, by the parts of its name.
 *
 * @param namespace the namespace; empty if there is none
 * @param instance the instance of the service; empty if it is the only one
 * @param type the module and the name of the interface, such as {@code io.world.Hello}
 * @param member the name of the operation, property or signal on the wire
 */
public record RemoteMember(
    Optional<String> namespace, Optional<String> instance, String type, String member) {
  /**
   * A member of an interface.
   *
   * @param interfaceName the interface as interceptors see it, such as {@code
   *     plant7/@kitchen/io.world/Hello}
   */
  static RemoteMember of(String interfaceName, String member) {
    int name = interfaceName.lastIndexOf('/');
    int module = interfaceName.lastIndexOf('/', name - 1);
    String type = interfaceName.substring(module + 1).replace('/', '.');
    String before = module < 0 ? "" : interfaceName.substring(0, module);
    int last = before.lastIndexOf('/');
    boolean hasInstance = before.startsWith("@", last + 1);
    Optional<String> instance =
        hasInstance ? Optional.of(before.substring(last + 2)) : Optional.empty();
    String namespace = hasInstance ? before.substring(0, Math.max(0, last)) : before;
    return new RemoteMember(
        namespace.isEmpty() ? Optional.empty() : Optional.of(namespace), instance, type, member);
  }

  /** The interface and the member, such as {@code io.world.Hello/say}. */
  @Override
  public String toString() {
    return type + "/" + member;
  }
}
