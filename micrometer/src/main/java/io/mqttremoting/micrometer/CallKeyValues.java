package io.mqttremoting.micrometer;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteReply;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The key values that the observations of both ends have in common. */
final class CallKeyValues {
  static final String SYSTEM = "rpc.system.name";
  static final String METHOD = "rpc.method";
  static final String STATUS_CODE = "rpc.response.status_code";
  static final String ERROR_TYPE = "error.type";
  static final String SERVER_ADDRESS = "server.address";
  static final String SERVER_PORT = "server.port";
  static final String NAMESPACE = "mqtt.remoting.namespace";
  static final String INSTANCE = "mqtt.remoting.instance";
  static final String CALLER = "mqtt.remoting.caller";

  private static final String MQTT_REMOTING = "mqtt_remoting";
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
        KeyValue.of(SYSTEM, MQTT_REMOTING),
        KeyValue.of(METHOD, method(member, kind)),
        KeyValue.of(STATUS_CODE, statusCode(reply)),
        KeyValue.of(ERROR_TYPE, errorType(reply)),
        KeyValue.of(SERVER_ADDRESS, host(broker)),
        KeyValue.of(
            SERVER_PORT,
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
    member.namespace().map(namespace -> KeyValue.of(NAMESPACE, namespace)).ifPresent(found::add);
    member.instance().map(instance -> KeyValue.of(INSTANCE, instance)).ifPresent(found::add);
    callerId.map(caller -> KeyValue.of(CALLER, caller)).ifPresent(found::add);
    return KeyValues.of(found);
  }

  /** Those that have a value. */
  static KeyValues applicable(KeyValues all) {
    return KeyValues.of(
        all.stream().filter(each -> !each.getValue().equals(KeyValue.NONE_VALUE)).toList());
  }
}
