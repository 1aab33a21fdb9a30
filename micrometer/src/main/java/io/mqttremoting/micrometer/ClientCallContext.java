package io.mqttremoting.micrometer;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.RequestReplySenderContext;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteReply;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The observation of a call at a client. The carrier gets the metadata that carries the trace; the
 * response is there once the call has ended.
 */
public final class ClientCallContext
    extends RequestReplySenderContext<Map<String, String>, RemoteReply> {
  private final RemoteCall call;
  private final RemoteMember member;
  private final URI broker;

  ClientCallContext(RemoteCall call, URI broker) {
    super(Carrier.SETTER, Kind.CLIENT);
    this.call = call;
    this.member = RemoteMember.of(call.interfaceName(), call.member());
    this.broker = broker;
    setCarrier(new LinkedHashMap<>());
  }

  /** The call, without the metadata of the trace. */
  public RemoteCall call() {
    return call;
  }

  /** What is called. */
  public RemoteMember member() {
    return member;
  }

  /** The first broker of the connection. */
  public URI broker() {
    return broker;
  }

  /** All that apply: spans, unlike metrics, need not have the same keys each time. */
  @Override
  public KeyValues getAllKeyValues() {
    return CallKeyValues.applicable(super.getAllKeyValues());
  }
}
