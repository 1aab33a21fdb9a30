package io.mqttremoting;

import io.mqttremoting.internal.model.WireName;

/**
 * How a client is made. Immutable: each {@code with…} returns changed options.
 *
 * <pre>{@code
 * INames names = connection.client(INames.class, ClientOptions.defaults().withName("Nam_Es"));
 * }</pre>
 */
public final class ClientOptions {
  private static final ClientOptions DEFAULTS = new ClientOptions(WireName.DECLARED);

  private final WireName wireName;

  private ClientOptions(WireName wireName) {
    this.wireName = wireName;
  }

  /** The interface is called on the wire as its annotation says. */
  public static ClientOptions defaults() {
    return DEFAULTS;
  }

  /**
   * The interface has this name on the wire, whatever its annotation says: for a service that
   * spells it in another way, for example. It is the name in errors and the log, too.
   *
   * @throws IllegalArgumentException if it cannot be one level of a topic
   */
  public ClientOptions withName(String name) {
    return new ClientOptions(wireName.withName(name));
  }

  /**
   * The interface is in this module on the wire, as {@link #withName} says of its name.
   *
   * @throws IllegalArgumentException if it cannot be one level of a topic, or is reserved
   */
  public ClientOptions withModule(String module) {
    return new ClientOptions(wireName.withModule(module));
  }

  WireName wireName() {
    return wireName;
  }
}
