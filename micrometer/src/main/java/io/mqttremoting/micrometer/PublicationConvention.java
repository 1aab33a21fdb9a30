package io.mqttremoting.micrometer;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * The names of {@link RemotingObservationDocumentation#PUBLICATION}. To change some, extend this
 * class and use {@link RemotingObservation#withPublicationConvention}.
 */
public class PublicationConvention implements ObservationConvention<PublicationContext> {
  static final String NAME = "mqtt.remoting.publish";

  /** The default names. */
  public PublicationConvention() {}

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public String getContextualName(PublicationContext context) {
    return "publish " + context.member();
  }

  @Override
  public KeyValues getLowCardinalityKeyValues(PublicationContext context) {
    return EventKeyValues.low(context.member(), context.isValue());
  }

  @Override
  public KeyValues getHighCardinalityKeyValues(PublicationContext context) {
    return EventKeyValues.high(context.member());
  }

  @Override
  public boolean supportsContext(Observation.Context context) {
    return context instanceof PublicationContext;
  }
}
