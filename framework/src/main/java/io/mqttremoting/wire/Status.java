package io.mqttremoting.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What a service or a connection says of itself, retained (wire protocol, Presence).
 *
 * @param mappings the names of the mappings that a service answers; none for a connection
 * @param version of this format; none for a connection
 */
public record Status(
    boolean online,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<String> mappings,
    @JsonInclude(JsonInclude.Include.NON_NULL) String version) {

  /** A service that answers these mappings. */
  public static Status serving(List<String> mappings) {
    return new Status(true, mappings, "1.0");
  }

  /** Just there, or not. */
  public static Status online(boolean online) {
    return new Status(online, null, null);
  }
}
