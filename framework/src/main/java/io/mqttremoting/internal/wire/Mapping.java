package io.mqttremoting.internal.wire;

import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.OperationContext;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Maps requests and replies to MQTT messages (docs/wire-protocol.md): {@link MappingV3} for MQTT
 * 3.1.1 and {@link MappingV5} for MQTT 5. The messages have QoS 0; the sender raises it if needed.
 * Thread-safe.
 */
public interface Mapping {

  /**
   * The header of a request to send.
   *
   * @param timeout how long the caller still waits
   * @param memoryId the ID of the only service run that may execute this request, which detects
   *     repeated requests; {@code null} for any service
   * @param repeatedAfter the time since the request was first sent; zero for the first sending
   * @param until the deadline of the call by the clock of that service; 0 if not known
   * @param metadata what the caller sends beside the request
   */
  record Head(
      String topic,
      String correlationData,
      String responseTopic,
      Duration timeout,
      @Nullable String memoryId,
      Duration repeatedAfter,
      long until,
      Metadata metadata) {

    /** The header of a request without metadata. */
    public Head(
        String topic,
        String correlationData,
        String responseTopic,
        Duration timeout,
        @Nullable String memoryId,
        Duration repeatedAfter,
        long until) {
      this(
          topic,
          correlationData,
          responseTopic,
          timeout,
          memoryId,
          repeatedAfter,
          until,
          Metadata.empty());
    }
  }

  /**
   * The header of a received request. Missing and invalid values are empty.
   *
   * @param memoryId the ID of the only service run that may execute this request
   * @param repeatedAfter the time since the request was first sent; zero for the first sending
   * @param until the deadline of the call by the clock of that service; 0 if absent
   * @param problem why the request must not be executed; empty if it may be executed
   * @param metadata what the caller sent beside the request
   */
  record Header(
      Optional<String> correlationData,
      Optional<String> responseTopic,
      Optional<Duration> timeout,
      boolean understandsErrors,
      Optional<String> memoryId,
      Duration repeatedAfter,
      long until,
      Optional<String> problem,
      Metadata metadata)
      implements OperationContext.Request {

    /** The header of a request that is for any service and is not a repetition. */
    public Header(
        Optional<String> correlationData,
        Optional<String> responseTopic,
        Optional<Duration> timeout,
        boolean understandsErrors) {
      this(
          correlationData,
          responseTopic,
          timeout,
          understandsErrors,
          Optional.empty(),
          Duration.ZERO,
          0,
          Optional.empty(),
          Metadata.empty());
    }

    /**
     * Returns this; if the response topic is not {@code allowed}, without it and with a problem.
     */
    public Header answeredOn(Predicate<String> allowed) {
      return responseTopic.isEmpty() || allowed.test(responseTopic.get())
          ? this
          : new Header(
              correlationData,
              Optional.empty(),
              timeout,
              understandsErrors,
              memoryId,
              repeatedAfter,
              until,
              Optional.of("the response topic is not one of this interface"),
              metadata);
    }

    @Override
    public Optional<String> callerId() {
      return responseTopic.flatMap(ReplyTopicOwner::of);
    }

    void checkUsable() throws BadPayloadException {
      if (problem.isPresent()) {
        throw new BadPayloadException(problem.get());
      }
    }
  }

  /** A reply: a result, which may be {@code null}, or an error; and what is sent beside it. */
  record Reply(@Nullable Object result, Optional<CallError> error, Metadata metadata) {
    /** A reply without metadata. */
    public Reply(@Nullable Object result, Optional<CallError> error) {
      this(result, error, Metadata.empty());
    }
  }

  /**
   * A memory ID that no service has. It marks a request that was made when no service was known, so
   * several may receive it. Services of this library do not execute it; services that do not know
   * memory IDs do.
   */
  String NO_MEMORY = "none";

  /** The name of this mapping in a service's status. */
  String name();

  /** The topic for requests to an operation. */
  String requestTopic(Topics topics, String operation);

  /** The topic on which a client expects the replies of an operation. */
  String replyTopic(Topics topics, String operation, String clientId);

  /** Creates a request with {@code arguments}, a JSON array. */
  Message request(Head head, byte[] arguments);

  /**
   * Reads the arguments of a request.
   *
   * @param header the result of {@link #readHeader}
   * @throws BadPayloadException if the request is malformed or incomplete
   */
  Object[] readArguments(Message message, Header header, JsonArgumentsCodec argumentsCodec)
      throws BadPayloadException;

  /** Reads the header of a request. For a malformed request, reads as much as possible. */
  Header readHeader(Message message);

  /**
   * Creates the reply with a result; empty if the caller expects no reply.
   *
   * @param resultCodec {@code null} for {@code void}
   * @param metadata what is sent beside the result
   * @throws IllegalArgumentException if the result cannot be sent
   */
  Optional<Message> result(
      Header header,
      @Nullable JsonValueCodec resultCodec,
      @Nullable Object result,
      Metadata metadata);

  /** Creates the reply with a result, without metadata. */
  default Optional<Message> result(
      Header header, @Nullable JsonValueCodec resultCodec, @Nullable Object result) {
    return result(header, resultCodec, result, Metadata.empty());
  }

  /**
   * Creates the reply with an error; empty if the caller expects none or cannot understand it.
   *
   * @param metadata what is sent beside the error
   */
  Optional<Message> error(Header header, CallError error, Metadata metadata);

  /** Creates the reply with an error, without metadata. */
  default Optional<Message> error(Header header, CallError error) {
    return error(header, error, Metadata.empty());
  }

  /** Reads the correlation data of a reply and ignores the rest. */
  String readCorrelationData(Message message) throws BadPayloadException;

  /** Reads a reply; a {@code null} codec stands for {@code void} and accepts any result. */
  Reply readReply(Message message, @Nullable JsonValueCodec resultCodec) throws BadPayloadException;
}
