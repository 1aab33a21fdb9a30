package io.mqttremoting.mqtt5;

import com.hivemq.client.mqtt.exceptions.MqttDecodeException;
import com.hivemq.client.mqtt.exceptions.MqttEncodeException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.Mqtt5ReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.transport.ConnectOptions;
import io.mqttremoting.transport.Login;
import io.mqttremoting.transport.Reasons;
import io.mqttremoting.transport.TransportException;
import io.mqttremoting.transport.UnsupportedVersionException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Words what brokers refuse and the HiveMQ client reports, by reason code (MQTT 5, section 2.4).
 */
final class Failures {
  private static final int NOT_AUTHORIZED = 0x87;
  private static final int BAD_CREDENTIALS = 0x86;
  private static final int PACKET_TOO_LARGE = 0x95;
  private static final int TOPIC_NAME_INVALID = 0x90;
  private static final int PAYLOAD_FORMAT_INVALID = 0x99;
  private static final int QUOTA_EXCEEDED = 0x97;

  /** What a client is doing until it is connected. */
  static final String CONNECT = "connect to";

  private Failures() {}

  static TransportException noSubscribers(String topic) {
    return new TransportException(ErrorCode.UNAVAILABLE, "nobody is subscribed to " + topic, null);
  }

  /** Whether a message failed by itself, not with its connection. */
  static boolean isRefusal(Throwable failure) {
    return failure instanceof Mqtt5PubAckException
        || failure instanceof Mqtt5PubRecException
        || failure instanceof MqttEncodeException;
  }

  static TransportException toTransport(
      String what, ConnectOptions options, Optional<Login> login, Throwable failure) {
    String message = "cannot " + what + " " + options.uri() + ": ";
    if (what.equals(CONNECT) && speaksOtherVersion(failure)) {
      return new UnsupportedVersionException(message + "it does not speak MQTT 5", failure);
    }
    if (failure instanceof TimeoutException) {
      return new TransportException(
          ErrorCode.UNAVAILABLE,
          message + "no answer within " + options.timeout().toMillis() + " ms",
          failure);
    }
    if (failure instanceof MqttEncodeException) {
      return new TransportException(
          ErrorCode.INVALID_ARGUMENT, message + failure.getMessage(), failure);
    }
    Optional<Mqtt5ReasonCode> reason = reasonCode(failure);
    return new TransportException(
        reason.map(Failures::toErrorCode).orElse(ErrorCode.UNAVAILABLE),
        message
            + reason
                .map(code -> text(failure, login, code))
                .orElseGet(
                    () ->
                        what.equals(CONNECT)
                            ? Reasons.ofConnecting(options, failure)
                            : Reasons.of(failure)),
        failure);
  }

  /** A broker that knows 3.1.1 only says so in a CONNACK of that version, which cannot be read. */
  private static boolean speaksOtherVersion(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Mqtt5ConnAckException refused) {
        return refused.getMqttMessage().getReasonCode()
            == Mqtt5ConnAckReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
      }
      if (cause instanceof MqttDecodeException
          && String.valueOf(failure.getMessage()).contains("CONNACK")) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Mqtt5ReasonCode> reasonCode(Throwable failure) {
    if (failure instanceof Mqtt5ConnAckException refused) {
      return Optional.of(refused.getMqttMessage().getReasonCode());
    }
    if (failure instanceof Mqtt5PubAckException refused) {
      return Optional.of(refused.getMqttMessage().getReasonCode());
    }
    if (failure instanceof Mqtt5PubRecException refused) {
      return Optional.of(refused.getMqttMessage().getReasonCode());
    }
    if (failure instanceof Mqtt5SubAckException refused) {
      return refused.getMqttMessage().getReasonCodes().stream()
          .filter(Mqtt5ReasonCode::isError)
          .<Mqtt5ReasonCode>map(code -> code)
          .findFirst();
    }
    return Optional.empty();
  }

  private static ErrorCode toErrorCode(Mqtt5ReasonCode reason) {
    return switch (reason.getCode()) {
      case NOT_AUTHORIZED, BAD_CREDENTIALS -> ErrorCode.PERMISSION_DENIED;
      case PACKET_TOO_LARGE, TOPIC_NAME_INVALID, PAYLOAD_FORMAT_INVALID ->
          ErrorCode.INVALID_ARGUMENT;
      case QUOTA_EXCEEDED -> ErrorCode.RESOURCE_EXHAUSTED;
      default ->
          reason instanceof Mqtt5ConnAckReasonCode ? ErrorCode.UNAVAILABLE : ErrorCode.INTERNAL;
    };
  }

  private static String text(Throwable failure, Optional<Login> login, Mqtt5ReasonCode code) {
    if (toErrorCode(code) != ErrorCode.PERMISSION_DENIED) {
      return code.toString();
    }
    return failure instanceof Mqtt5ConnAckException
        ? Reasons.refused(login, code.toString())
        : Reasons.denied(login, code.toString());
  }
}
