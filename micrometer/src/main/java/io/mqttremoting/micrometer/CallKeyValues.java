package io.mqttremoting.micrometer;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteReply;
import io.mqttremoting.micrometer.RemotingObservationDocumentation.CallKeys;
import io.mqttremoting.micrometer.RemotingObservationDocumentation.DetailKeys;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The key values that the observations of both ends have in common. */
final class CallKeyValues {
  private static final String SYSTEM = "mqtt_remoting";
  private static final String OK = "OK";

  private CallKeyValues() {}

  /** The name of a call: the operation, or {@code get} and {@code set} of a property. */
  static String method(RemoteMember member, RemoteCall.Kind kind) {
    return switch (kind) {
      case CALL -> member.toString();
      case SET, CONFIRMED_SET -> member.type() + "/set." + member.member();
      case FETCH -> member.type() + "/get." + member.member();
    };
  }

  /** The same keys for each call, as registries of metrics need them. */
  static KeyValues low(
      RemoteMember member, RemoteCall.Kind kind, URI broker, @Nullable RemoteReply reply) {
    return KeyValues.of(
        CallKeys.SYSTEM.withValue(SYSTEM),
        CallKeys.METHOD.withValue(method(member, kind)),
        CallKeys.STATUS_CODE.withValue(statusCode(reply)),
        CallKeys.ERROR_TYPE.withValue(errorType(reply)),
        CallKeys.SERVER_ADDRESS.withValue(host(broker)),
        CallKeys.SERVER_PORT.withValue(
            broker.getPort() == -1 ? KeyValue.NONE_VALUE : String.valueOf(broker.getPort())));
  }

  private static String host(URI uri) {
    return uri.getHost().replace("[", "").replace("]", ""); // around an IPv6 address
  }

  private static String statusCode(@Nullable RemoteReply reply) {
    if (reply == null) { // not ended yet
      return KeyValue.NONE_VALUE;
    }
    return reply.failure().isEmpty()
        ? OK
        : reply.code().map(ErrorCode::name).orElse(KeyValue.NONE_VALUE);
  }

  private static String errorType(@Nullable RemoteReply reply) {
    if (reply == null || reply.failure().isEmpty()) {
      return KeyValue.NONE_VALUE;
    }
    return reply
        .code()
        .map(ErrorCode::name)
        .orElseGet(() -> reply.failure().get().getClass().getName());
  }

  /** What is different for each device, so spans have it, but metrics do not. */
  static KeyValues high(RemoteMember member, Optional<String> callerId) {
    List<KeyValue> found = new ArrayList<>();
    member.namespace().map(DetailKeys.NAMESPACE::withValue).ifPresent(found::add);
    member.instance().map(DetailKeys.INSTANCE::withValue).ifPresent(found::add);
    callerId.map(DetailKeys.CALLER::withValue).ifPresent(found::add);
    return KeyValues.of(found);
  }

  /** Those that have a value. */
  static KeyValues applicable(KeyValues all) {
    return KeyValues.of(
        all.stream().filter(each -> !each.getValue().equals(KeyValue.NONE_VALUE)).toList());
  }
}
