package io.mqttremoting.micrometer;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.RequestReplyReceiverContext;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.OperationContext;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteReply;
import java.net.URI;
import java.util.Optional;

/**
 * The observation of a call at a service. The carrier is the metadata of the request; the response
 * is there once the call has ended.
 */
public final class ServiceCallContext extends RequestReplyReceiverContext<Metadata, RemoteReply> {
  private final RemoteCall call;
  private final RemoteMember member;
  private final Optional<String> callerId;
  private final URI broker;

  ServiceCallContext(RemoteCall call, OperationContext request, URI broker) {
    super(Carrier.GETTER, Kind.SERVER);
    this.call = call;
    this.member = RemoteMember.of(call.interfaceName(), call.member());
    this.callerId = request.callerId();
    this.broker = broker;
    setCarrier(call.metadata());
  }

  /** The call. */
  public RemoteCall call() {
    return call;
  }

  /** What is called. */
  public RemoteMember member() {
    return member;
  }

  /** The client identifier of the caller, see {@link OperationContext#callerId()}. */
  public Optional<String> callerId() {
    return callerId;
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
