package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.MappingV3;
import io.mqttremoting.internal.wire.MappingV5;
import io.mqttremoting.internal.wire.Topics;
import java.util.List;

/** The two mappings in which a service receives requests and replies to them. */
record Mappings(Mapping v5, Mapping v3) {
  Mappings(JsonCodec json) {
    this(new MappingV5(), new MappingV3(json));
  }

  List<Mapping> all() {
    return List.of(v5, v3);
  }

  /** Returns the mapping of the requests to {@code topic}. */
  Mapping ofRequest(Topics topics, String topic) {
    return topics.isRequestV3(topic) ? v3 : v5;
  }
}
