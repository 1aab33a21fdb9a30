package io.mqttremoting.internal.wire;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.json.JsonCodec;
import java.util.List;

/** The mappings that this library speaks, for both ends. Thread-safe. */
public record Mappings(Mapping v5, Mapping v3) {
  /** The mappings with this codec for payloads. */
  public static Mappings of(JsonCodec json) {
    return new Mappings(new MappingV5(), new MappingV3(json));
  }

  /**
   * The names of the mappings that a connection of this version speaks, the preferred one first.
   */
  public static List<String> names(MqttVersion version) {
    return version == MqttVersion.MQTT_5
        ? List.of(MappingV5.NAME, MappingV3.NAME)
        : List.of(MappingV3.NAME);
  }

  /** All mappings, the preferred one first. */
  public List<Mapping> all() {
    return List.of(v5, v3);
  }

  /** Returns the mapping of the requests to {@code topic}. */
  public Mapping ofRequest(Topics topics, String topic) {
    return topics.isRequestV3(topic) ? v3 : v5;
  }
}
