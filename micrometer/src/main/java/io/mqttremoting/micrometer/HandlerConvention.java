package io.mqttremoting.micrometer;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * The names of {@link RemotingObservationDocumentation#HANDLER}. To change some, extend this class
 * and use {@link RemotingObservation#withHandlerConvention}.
 */
public class HandlerConvention implements ObservationConvention<HandlerContext> {
  static final String NAME = "mqtt.remoting.handle";

  /** The default names. */
  public HandlerConvention() {}

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public String getContextualName(HandlerContext context) {
    return "handle " + context.member();
  }

  @Override
  public KeyValues getLowCardinalityKeyValues(HandlerContext context) {
    return EventKeyValues.low(context.member(), context.isValue());
  }

  @Override
  public KeyValues getHighCardinalityKeyValues(HandlerContext context) {
    return EventKeyValues.high(context.member());
  }

  @Override
  public boolean supportsContext(Observation.Context context) {
    return context instanceof HandlerContext;
  }
}
