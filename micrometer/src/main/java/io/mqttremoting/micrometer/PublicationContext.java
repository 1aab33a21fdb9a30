package io.mqttremoting.micrometer;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import io.mqttremoting.api.RemoteEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The observation of a signal, or of a new value of a property, that a service publishes. For a
 * signal, the carrier gets the metadata that carries the trace; for a value, nothing carries it.
 */
public final class PublicationContext extends SenderContext<Map<String, String>> {
  private final RemoteEvent event;
  private final RemoteMember member;
  private final boolean isValue;

  PublicationContext(RemoteEvent event, boolean isValue) {
    super(isValue ? (carrier, key, value) -> {} : Carrier.SETTER, Kind.PRODUCER);
    this.event = event;
    this.member = RemoteMember.of(event.interfaceName(), event.member());
    this.isValue = isValue;
    setCarrier(new LinkedHashMap<>());
  }

  /** The signal or value. */
  public RemoteEvent event() {
    return event;
  }

  /** The signal or property. */
  public RemoteMember member() {
    return member;
  }

  /** Whether it is a value of a property, not a signal. */
  public boolean isValue() {
    return isValue;
  }
}
