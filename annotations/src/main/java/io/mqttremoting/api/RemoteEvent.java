package io.mqttremoting.api;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** A signal, or a value of a property, as interceptors see it. Immutable. */
public final class RemoteEvent {
  private final String interfaceName;
  private final String member;
  private final List<Object> arguments;
  private final Metadata metadata;

  private RemoteEvent(
      String interfaceName, String member, List<Object> arguments, Metadata metadata) {
    this.interfaceName = Objects.requireNonNull(interfaceName, "interfaceName");
    this.member = Objects.requireNonNull(member, "member");
    this.arguments = arguments;
    this.metadata = Objects.requireNonNull(metadata, "metadata");
  }

  /**
   * An event. For code that publishes and receives, and for tests.
   *
   * @param interfaceName the interface, see {@link #interfaceName()}
   */
  public static RemoteEvent of(
      String interfaceName, String member, Metadata metadata, Object... arguments) {
    List<Object> list = Collections.unmodifiableList(Arrays.asList(arguments.clone()));
    return new RemoteEvent(interfaceName, member, list, metadata);
  }

  /**
   * The interface as {@code module/name}, after the namespace and the instance if it has any:
   * {@code io.world/Hello}, {@code plant7/@kitchen/io.world/Hello}.
   */
  public String interfaceName() {
    return interfaceName;
  }

  /** The name of the signal or property on the wire. */
  public String member() {
    return member;
  }

  /** The arguments of the signal, or the value of the property; they may be null. */
  public List<Object> arguments() {
    return arguments;
  }

  /** What travels beside it: nothing with MQTT 3.1.1. */
  public Metadata metadata() {
    return metadata;
  }

  /** The interface, the member and the keys of the metadata. */
  @Override
  public String toString() {
    return interfaceName + "." + member + " " + metadata;
  }
}
