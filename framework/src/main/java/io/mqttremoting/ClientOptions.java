package io.mqttremoting;

import io.mqttremoting.internal.model.WireName;

/**
 * Options of a client. Immutable: each {@code with…} method returns new options.
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

  /**
   * The default options: the name and module on the wire are those of the annotation, without an
   * instance.
   */
  public static ClientOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Overrides the interface's name on the wire, for example for a service that spells the name
   * differently. Errors and log lines use this name, too.
   *
   * @throws IllegalArgumentException if it is not a valid topic level
   */
  public ClientOptions withName(String name) {
    return new ClientOptions(wireName.withName(name));
  }

  /**
   * Overrides the interface's module on the wire, as {@link #withName} does for its name.
   *
   * @throws IllegalArgumentException if it is not a valid topic level, or is reserved
   */
  public ClientOptions withModule(String module) {
    return new ClientOptions(wireName.withModule(module));
  }

  /**
   * Calls one instance of the interface, see {@link ServiceOptions#withInstance}. Errors and log
   * lines name it, too.
   *
   * @throws IllegalArgumentException if it is not a valid topic level
   */
  public ClientOptions withInstance(String instance) {
    return new ClientOptions(wireName.withInstance(instance));
  }

  WireName wireName() {
    return wireName;
  }
}
