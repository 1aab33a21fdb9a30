package io.mqttremoting.internal.wire;

import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How requests and replies are laid out in messages (wire protocol, part 1): {@link MappingV3} for
 * MQTT 3.1.1 and {@link MappingV5} for MQTT 5. The messages are at QoS 0, which whoever sends them
 * raises as need be. Thread-safe.
 */
public interface Mapping {

  /**
   * What a request says beside its arguments.
   *
   * @param timeout how long the caller still waits
   * @param memory which service this is for alone: one that remembers whom it answered; {@code
   *     null} for any
   * @param repeatedAfter how long ago this was sent first; zero the first time
   * @param until when the caller's time is over, by the clock of that service; 0 if not known
   */
  record Head(
      String topic,
      String correlationData,
      String responseTopic,
      Duration timeout,
      String memory,
      Duration repeatedAfter,
      long until) {}

  /**
   * How to answer a request, and until when; what is missing or unusable is empty.
   *
   * @param memory which service it is for alone
   * @param repeatedAfter how long ago it was sent first; zero the first time
   * @param until when the caller's time is over, by the clock of that service; 0 if it does not say
   * @param problem why the request must not be executed; empty if it may
   */
  record Header(
      Optional<String> correlationData,
      Optional<String> responseTopic,
      Optional<Duration> timeout,
      boolean understandsErrors,
      Optional<String> memory,
      Duration repeatedAfter,
      long until,
      Optional<String> problem) {

    /** Of a request that is for any service, and not a repetition. */
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
          Optional.empty());
    }

    /** This, with a problem and nowhere to answer if the response topic is not {@code allowed}. */
    public Header answeredOn(Predicate<String> allowed) {
      return responseTopic.isEmpty() || allowed.test(responseTopic.get())
          ? this
          : new Header(
              correlationData,
              Optional.empty(),
              timeout,
              understandsErrors,
              memory,
              repeatedAfter,
              until,
              Optional.of("the response topic is not one of this interface"));
    }

    void checkUsable() throws BadPayloadException {
      if (problem.isPresent()) {
        throw new BadPayloadException(problem.get());
      }
    }
  }

  /** A reply: a result, which may be {@code null}, or an error. */
  record Reply(Object result, Optional<CallError> error) {}

  /**
   * Stands for a memory that no service has: services that have one do not execute the request, for
   * it was made when none of them was known, and several may hear it; those that know of no memory
   * do.
   */
  String NO_MEMORY = "none";

  /** Its name in a service's status. */
  String name();

  /** Where requests to an operation go. */
  String requestTopic(Topics topics, String operation);

  /** Where a client expects the replies of an operation. */
  String replyTopic(Topics topics, String operation, String clientId);

  /** A request with {@code arguments}, a JSON array. */
  Message request(Head head, byte[] arguments);

  /**
   * Reads the arguments of a request.
   *
   * @param header what {@link #readHeader} has read
   * @throws BadPayloadException if it is malformed, or lacks what is needed to execute it
   */
  Object[] readArguments(Message message, Header header, JsonArgumentsCodec argumentsCodec)
      throws BadPayloadException;

  /** Reads of a request, good or bad, how to answer it, as far as that can be read. */
  Header readHeader(Message message);

  /**
   * The reply with a result, {@code null} for the codec standing for {@code void}; empty if the
   * caller expects none.
   *
   * @throws IllegalArgumentException if the result cannot travel
   */
  Optional<Message> result(Header header, JsonValueCodec resultCodec, Object result);

  /** The reply with an error; empty if the caller expects none or would not understand it. */
  Optional<Message> error(Header header, CallError error);

  /** To which request a message replies; whatever else is in it is not looked at. */
  String readCorrelationData(Message message) throws BadPayloadException;

  /** Reads a reply; a codec of {@code null} stands for {@code void} and takes any result. */
  Reply readReply(Message message, JsonValueCodec resultCodec) throws BadPayloadException;
}
