package io.mqttremoting.micrometer;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.RemoteEvent;

/**
 * The observation of a handler of a signal or of a property's changes, at a client. For a signal,
 * the carrier is the metadata beside it; for a value, it is empty.
 */
public final class HandlerContext extends ReceiverContext<Metadata> {
  private final RemoteEvent event;
  private final RemoteMember member;
  private final boolean isValue;

  HandlerContext(RemoteEvent event, boolean isValue) {
    super(Carrier.GETTER, Kind.CONSUMER);
    this.event = event;
    this.member = RemoteMember.of(event.interfaceName(), event.member());
    this.isValue = isValue;
    setCarrier(isValue ? Metadata.empty() : event.metadata());
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
