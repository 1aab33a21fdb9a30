package io.mqttremoting.micrometer;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import java.util.Optional;

/**
 * The names of {@link RemotingObservationDocumentation#CLIENT_CALL}. To change some, extend this
 * class and use {@link RemotingObservation#withClientConvention}.
 */
public class ClientCallConvention implements ObservationConvention<ClientCallContext> {
  static final String NAME = "rpc.client.call.duration";

  /** The default names. */
  public ClientCallConvention() {}

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public String getContextualName(ClientCallContext context) {
    return CallKeyValues.method(context.member(), context.call().kind());
  }

  @Override
  public KeyValues getLowCardinalityKeyValues(ClientCallContext context) {
    return CallKeyValues.low(
        context.member(), context.call().kind(), context.broker(), context.getResponse());
  }

  @Override
  public KeyValues getHighCardinalityKeyValues(ClientCallContext context) {
    return CallKeyValues.high(context.member(), Optional.empty());
  }

  @Override
  public boolean supportsContext(Observation.Context context) {
    return context instanceof ClientCallContext;
  }
}
