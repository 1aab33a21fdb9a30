package io.mqttremoting;

import io.mqttremoting.api.ErrorCode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What has happened on a connection since it was created: figures for metrics that only rise.
 * {@link RemotingConnection#totals()} reads them one after the other.
 *
 * <p>Later versions may add figures, so programs should read this record but not construct it.
 *
 * @param connects how often it was connected
 * @param losses how often it was lost, or moved to another broker, after it had been connected
 * @param repeatedRequests requests that its clients have sent again because no reply had arrived,
 *     or after reconnecting. If this rises, services are slow or messages are lost
 * @param duplicateRequests requests that its services got again and did not execute again
 * @param refusedRequests requests that its services have refused without executing them, or ended
 *     before their futures were complete, by all codes; also requests to change a property, whose
 *     callers are not told. Calls that the implementation or an interceptor refuses are not counted
 * @param malformedMessages requests, values, signals and statuses that could not be decoded, and
 *     replies whose call is not recognizable; not packets that the MQTT library cannot decode, and
 *     results, which fail their calls
 */
public record ConnectionTotals(
    long connects,
    long losses,
    long repeatedRequests,
    long duplicateRequests,
    Map<ErrorCode, Long> refusedRequests,
    long malformedMessages) {

  /** Copies the map. */
  public ConnectionTotals {
    refusedRequests = Collections.unmodifiableMap(new EnumMap<>(refusedRequests));
  }
}
