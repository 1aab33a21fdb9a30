package io.mqttremoting.cli.broker;

import io.mqttremoting.ClientOptions;
import io.mqttremoting.internal.model.Address;
import java.util.Optional;

/**
 * What people write for an interface or one of its members: {@code
 * namespace/module/Interface@instance.member}. The form of topics, {@code
 * namespace/@instance/module/Interface}, is read, too. A dot at the end says that there is no
 * member, for names with dots.
 *
 * @param interfaceAddress the interface; its namespace is empty if none is written
 * @param member the member; empty if none is written
 */
public record ServiceAddress(Address interfaceAddress, Optional<String> member) {

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ServiceAddress parse(String text) {
    int slash = text.lastIndexOf('/');
    String last = text.substring(slash + 1);
    int dot = last.lastIndexOf('.');
    String owner = dot < 0 ? last : last.substring(0, dot);
    String member = dot < 0 ? "" : last.substring(dot + 1);
    int at = owner.indexOf('@');
    String id;
    if (at < 0) {
      id = text.substring(0, slash + 1) + owner;
    } else {
      int module = text.lastIndexOf('/', slash - 1) + 1;
      id =
          text.substring(0, module)
              + owner.substring(at)
              + "/"
              + text.substring(module, slash + 1)
              + owner.substring(0, at);
    }
    Address address =
        Address.parse(id)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'"
                            + text
                            + "' is no address; write module/Interface, module/Interface@instance"
                            + " or module/Interface.member, such as io.world/Hello.say"));
    return new ServiceAddress(address, Optional.of(member).filter(name -> !name.isEmpty()));
  }

  /** The same address; in this namespace, if it names none itself. */
  ServiceAddress in(String namespace) {
    Address own = interfaceAddress;
    return own.namespace().isEmpty()
        ? new ServiceAddress(
            new Address(namespace, own.instance(), own.module(), own.name()), member)
        : this;
  }

  /** The options of a client for this instance. */
  ClientOptions clientOptions() {
    return interfaceAddress.instance().isEmpty()
        ? ClientOptions.defaults()
        : ClientOptions.defaults().withInstance(interfaceAddress.instance());
  }

  /** How people write an address. */
  public static String written(Address address, Optional<String> member) {
    return Address.inNamespace(address.namespace(), address.module() + "/" + address.name())
        + (address.instance().isEmpty() ? "" : "@" + address.instance())
        + member.map(name -> "." + name).orElse("");
  }

  /** How people write the address of topics; the same text if it is none. */
  public static String written(String id, String member) {
    return Address.parse(id)
        .map(address -> written(address, Optional.of(member)))
        .orElse(id + "." + member);
  }

  /** The address as people write it, without the member. */
  public String owner() {
    return written(interfaceAddress, Optional.empty());
  }

  @Override
  public String toString() {
    return written(interfaceAddress, member);
  }
}
