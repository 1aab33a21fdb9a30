package io.mqttremoting.micrometer;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * The names of {@link RemotingObservationDocumentation#SERVICE_CALL}. To change some, extend this
 * class and use {@link RemotingObservation#withServiceConvention}.
 */
public class ServiceCallConvention implements ObservationConvention<ServiceCallContext> {
  static final String NAME = "rpc.server.call.duration";

  /** The default names. */
  public ServiceCallConvention() {}

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public String getContextualName(ServiceCallContext context) {
    return CallKeyValues.method(context.member(), context.call().kind());
  }

  @Override
  public KeyValues getLowCardinalityKeyValues(ServiceCallContext context) {
    return CallKeyValues.low(
        context.member(), context.call().kind(), context.broker(), context.getResponse());
  }

  @Override
  public KeyValues getHighCardinalityKeyValues(ServiceCallContext context) {
    return CallKeyValues.high(context.member(), context.callerId());
  }

  @Override
  public boolean supportsContext(Observation.Context context) {
    return context instanceof ServiceCallContext;
  }
}
