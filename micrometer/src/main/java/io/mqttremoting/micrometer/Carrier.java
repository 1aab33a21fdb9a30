package io.mqttremoting.micrometer;

import io.micrometer.observation.transport.Propagator;
import io.mqttremoting.api.Metadata;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries a trace in metadata. Keys of metadata are in lower case, so names lose theirs. */
final class Carrier {
  static final Propagator.Setter<Map<String, String>> SETTER = Carrier::set;

  static final Propagator.Getter<Metadata> GETTER =
      (metadata, key) -> metadata.get(key.toLowerCase(Locale.ROOT)).orElse(null);

  private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);

  private Carrier() {}

  private static void set(@Nullable Map<String, String> carrier, String key, String value) {
    if (carrier != null) {
      carrier.put(key.toLowerCase(Locale.ROOT), value);
    }
  }

  /** Metadata with what the propagator has put into the carrier; without it if there is no room. */
  static Metadata with(Metadata metadata, @Nullable Map<String, String> carrier) {
    if (carrier == null || carrier.isEmpty()) {
      return metadata;
    }
    try {
      return metadata.with(Metadata.of(carrier));
    } catch (IllegalArgumentException e) { // for example, too much baggage
      LOG.debug("A trace is not propagated: {}", e.getMessage());
      return metadata;
    }
  }
}
