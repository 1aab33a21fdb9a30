package io.mqttremoting;

import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.internal.model.WireName;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Options of a client. Immutable: each {@code with…} method returns new options.
 *
 * <pre>{@code
 * INames names = connection.client(INames.class, ClientOptions.defaults().withName("Nam_Es"));
 * }</pre>
 */
public final class ClientOptions {
  private static final ClientOptions DEFAULTS = new ClientOptions(WireName.DECLARED, List.of());

  private final WireName wireName;
  private final List<ClientInterceptor> interceptors;

  private ClientOptions(WireName wireName, List<ClientInterceptor> interceptors) {
    this.wireName = wireName;
    this.interceptors = interceptors;
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
    return new ClientOptions(wireName.withName(name), interceptors);
  }

  /**
   * Overrides the interface's module on the wire, as {@link #withName} does for its name.
   *
   * @throws IllegalArgumentException if it is not a valid topic level, or is reserved
   */
  public ClientOptions withModule(String module) {
    return new ClientOptions(wireName.withModule(module), interceptors);
  }

  /**
   * Runs an interceptor around all calls of the client, inside of those of the connection. The
   * first that is added is the outermost.
   */
  public ClientOptions withInterceptor(ClientInterceptor interceptor) {
    return new ClientOptions(
        wireName,
        Stream.concat(
                interceptors.stream(),
                Stream.of(Objects.requireNonNull(interceptor, "interceptor")))
            .toList());
  }

  List<ClientInterceptor> interceptors() {
    return interceptors;
  }

  /**
   * Calls one instance of the interface, see {@link ServiceOptions#withInstance}. Errors and log
   * lines name it, too.
   *
   * @throws IllegalArgumentException if it is not a valid topic level, or starts with {@code @},
   *     which only topics have
   */
  public ClientOptions withInstance(String instance) {
    return new ClientOptions(wireName.withInstance(instance), interceptors);
  }

  WireName wireName() {
    return wireName;
  }
}
