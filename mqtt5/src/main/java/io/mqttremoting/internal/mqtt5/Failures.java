package io.mqttremoting.internal.mqtt5;

import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.MqttDecodeException;
import com.hivemq.client.mqtt.exceptions.MqttEncodeException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5MessageException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import com.hivemq.client.mqtt.mqtt5.message.Mqtt5Message;
import com.hivemq.client.mqtt.mqtt5.message.Mqtt5ReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.pubrec.Mqtt5PubRec;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAck;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.unsuback.Mqtt5UnsubAck;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.ClosedOnConnectException;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Login;
import io.mqttremoting.internal.transport.OtherBrokerException;
import io.mqttremoting.internal.transport.Reasons;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.transport.UnsupportedVersionException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Converts the failures that the HiveMQ client reports, and brokers' refusals, by reason code (MQTT
 * 5, section 2.4).
 */
final class Failures {
  private static final int NOT_AUTHORIZED = 0x87;
  private static final int BAD_CREDENTIALS = 0x86;
  private static final int PACKET_TOO_LARGE = 0x95;
  private static final int TOPIC_NAME_INVALID = 0x90;
  private static final int PAYLOAD_FORMAT_INVALID = 0x99;
  private static final int QUOTA_EXCEEDED = 0x97;
  private static final int RETAIN_NOT_SUPPORTED = 0x9A;
  private static final int QOS_NOT_SUPPORTED = 0x9B;
  private static final int USE_ANOTHER_SERVER = 0x9C;
  private static final int SERVER_MOVED = 0x9D;
  private static final int SHARED_SUBSCRIPTIONS_NOT_SUPPORTED = 0x9E;
  private static final int WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED = 0xA2;

  /** The operation of a client that is not connected yet. */
  static final String CONNECT = "connect to";

  private Failures() {}

  static TransportException noSubscribers(String topic) {
    return new TransportException(ErrorCode.UNAVAILABLE, "nobody is subscribed to " + topic, null);
  }

  /** Whether only the message failed, not its connection. */
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
    if (what.equals(CONNECT) && isTimeout(failure)) {
      return new TransportException(
          ErrorCode.UNAVAILABLE, message + Reasons.noAnswer(options), failure);
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
    if (what.equals(CONNECT) && failure instanceof ConnectionClosedException) {
      return new ClosedOnConnectException(
          message + Reasons.ofConnecting(options, failure), failure);
    }
    Optional<Answer> answer = Answer.in(failure);
    if (answer.isPresent() && answer.get().isReference()) {
      return answer.get().toOtherBroker(options, message + answer.get().words(), failure);
    }
    if (answer.isPresent()) {
      return new TransportException(
          toErrorCode(answer.get().code()),
          message + text(failure, options, login, answer.get()),
          failure);
    }
    return new TransportException(
        ErrorCode.UNAVAILABLE,
        message
            + (what.equals(CONNECT) ? Reasons.ofConnecting(options, failure) : Reasons.of(failure)),
        failure);
  }

  /**
   * Whether the broker did not answer in time. The HiveMQ client's own timeout starts later, but
   * may be reported first.
   */
  private static boolean isTimeout(Throwable failure) {
    return failure instanceof TimeoutException
        || String.valueOf(failure.getMessage()).startsWith("Timeout while waiting for CONNACK");
  }

  /**
   * Whether the broker does not speak MQTT 5. A broker that speaks only 3.1.1 says so in a CONNACK
   * of that version, which the client cannot decode.
   */
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

  /**
   * Why a connection was lost.
   *
   * @return what the broker said in its DISCONNECT, as a {@link TransportException}; the given
   *     cause if it said nothing
   */
  static Throwable lost(ConnectOptions options, Throwable cause) {
    if (!(cause instanceof Mqtt5DisconnectException disconnect)) {
      return cause;
    }
    Answer answer = Answer.of(disconnect.getMqttMessage());
    String message = options.uri() + " ended the connection: " + answer.text(options);
    return answer.isReference()
        ? answer.toOtherBroker(options, message, cause)
        : new TransportException(toErrorCode(answer.code()), message, cause);
  }

  /** What a broker says in a packet that refuses something or ends the connection. */
  private record Answer(
      Mqtt5ReasonCode code,
      Optional<MqttUtf8String> sentence,
      Optional<MqttUtf8String> otherBroker) {
    private static final int MAX_SENTENCE = 500;

    static Answer of(Mqtt5Disconnect disconnect) {
      return new Answer(
          disconnect.getReasonCode(),
          disconnect.getReasonString(),
          disconnect.getServerReference());
    }

    /** Whether the broker names another one to use instead. */
    boolean isReference() {
      return otherBroker.isPresent()
          && (code.getCode() == USE_ANOTHER_SERVER || code.getCode() == SERVER_MOVED);
    }

    OtherBrokerException toOtherBroker(ConnectOptions options, String message, Throwable cause) {
      return new OtherBrokerException(
          message,
          cause,
          options.uri(),
          otherBroker.orElseThrow().toString(),
          code.getCode() == SERVER_MOVED);
    }

    private static Answer of(Mqtt5ReasonCode code, Optional<MqttUtf8String> sentence) {
      return new Answer(code, sentence, Optional.empty());
    }

    /**
     * The answer of the broker in a failure; empty if the failure does not come from its packet.
     */
    static Optional<Answer> in(Throwable failure) {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof Mqtt5MessageException refusal && isFromBroker(refusal)) {
          return in(refusal.getMqttMessage());
        }
      }
      return Optional.empty();
    }

    /**
     * Whether the broker sent the packet: the HiveMQ client reports a DISCONNECT that it sends
     * itself in the same way.
     */
    private static boolean isFromBroker(Mqtt5MessageException failure) {
      return !(failure instanceof Mqtt5DisconnectException)
          || String.valueOf(failure.getMessage()).startsWith("Server sent DISCONNECT");
    }

    private static Optional<Answer> in(Mqtt5Message packet) {
      if (packet instanceof Mqtt5ConnAck answer) {
        return Optional.of(
            new Answer(
                answer.getReasonCode(), answer.getReasonString(), answer.getServerReference()));
      }
      if (packet instanceof Mqtt5Disconnect disconnect) {
        return Optional.of(of(disconnect));
      }
      if (packet instanceof Mqtt5PubAck answer) {
        return Optional.of(of(answer.getReasonCode(), answer.getReasonString()));
      }
      if (packet instanceof Mqtt5PubRec answer) {
        return Optional.of(of(answer.getReasonCode(), answer.getReasonString()));
      }
      if (packet instanceof Mqtt5SubAck answer) {
        return firstError(answer.getReasonCodes()).map(code -> of(code, answer.getReasonString()));
      }
      if (packet instanceof Mqtt5UnsubAck answer) {
        return firstError(answer.getReasonCodes()).map(code -> of(code, answer.getReasonString()));
      }
      return Optional.empty();
    }

    private static Optional<Mqtt5ReasonCode> firstError(List<? extends Mqtt5ReasonCode> codes) {
      return codes.stream()
          .filter(Mqtt5ReasonCode::isError)
          .<Mqtt5ReasonCode>map(code -> code)
          .findFirst();
    }

    /** The code, the reason that the broker adds, and what it means for us. */
    String text(ConnectOptions options) {
      String meaning =
          code == Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER
              ? "; another client connects with the client identifier '" + options.clientId() + "'"
              : "";
      return words() + meaning;
    }

    /** The code, and the reason that the broker adds. */
    String words() {
      return code
          + sentence.map(text -> ": " + printable(text)).orElse("")
          + otherBroker.map(text -> "; it names another broker: " + printable(text)).orElse("");
    }

    /** Makes a text of the broker safe to log: it may have any characters. */
    private static String printable(MqttUtf8String text) {
      String printable = text.toString().replaceAll("\\p{Cntrl}", "?");
      return printable.length() > MAX_SENTENCE
          ? printable.substring(0, MAX_SENTENCE) + "…"
          : printable;
    }
  }

  private static ErrorCode toErrorCode(Mqtt5ReasonCode reason) {
    return switch (reason.getCode()) {
      case NOT_AUTHORIZED, BAD_CREDENTIALS -> ErrorCode.PERMISSION_DENIED;
      case PACKET_TOO_LARGE, TOPIC_NAME_INVALID, PAYLOAD_FORMAT_INVALID ->
          ErrorCode.INVALID_ARGUMENT;
      case QUOTA_EXCEEDED -> ErrorCode.RESOURCE_EXHAUSTED;
      case QOS_NOT_SUPPORTED,
          RETAIN_NOT_SUPPORTED,
          SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
          WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED ->
          ErrorCode.UNIMPLEMENTED;
      default ->
          reason instanceof Mqtt5ConnAckReasonCode || reason instanceof Mqtt5DisconnectReasonCode
              ? ErrorCode.UNAVAILABLE
              : ErrorCode.INTERNAL;
    };
  }

  private static String text(
      Throwable failure, ConnectOptions options, Optional<Login> login, Answer answer) {
    if (toErrorCode(answer.code()) != ErrorCode.PERMISSION_DENIED) {
      return answer.text(options);
    }
    return failure instanceof Mqtt5ConnAckException
        ? Reasons.refused(login, answer.words())
        : Reasons.denied(login, answer.words());
  }
}
