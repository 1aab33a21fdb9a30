package io.mqttremoting.internal.wire;

import io.mqttremoting.api.Metadata;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.model.TopicLevel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The mapping for MQTT 5, in which response topic, correlation data and errors are properties of
 * the message, and the payload holds only the arguments or the result (wire protocol, Operations in
 * MQTT 5).
 */
public final class MappingV5 implements Mapping {
  /** Its name in the status of a service. */
  public static final String NAME = "v5";

  /** The user property of requests whose callers understand error replies. */
  private static final String PROFILE = "remoting";

  private static final String PROFILE_VERSION = "1";
  private static final UserProperties PROFILE_ONLY =
      UserProperties.of(Map.of(PROFILE, PROFILE_VERSION));
  private static final String MEMORY = "remoting-memory";
  private static final String REPEATED_AFTER = "remoting-repeated-after";
  private static final String UNTIL = "remoting-until";
  private static final int MAX_DIGITS = 15;
  private static final String ERROR_CODE = "remoting-error-code";
  private static final String ERROR_MESSAGE = "remoting-error-message";
  private static final String ERROR_TYPE = "remoting-error-type";

  /** The maximum length of a user property; its UTF-8 fits into the 65,535 bytes of MQTT. */
  private static final int MAX_TEXT_LENGTH = 20_000;

  private static final int REPLACEMENT = 0xFFFD;
  private static final long MAX_EXPIRY_SECONDS = 0xFFFF_FFFFL; // MQTT 5, section 3.3.2.3.3
  private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);
  private static final byte[] VOID = "0".getBytes(StandardCharsets.UTF_8); // like the Python peer

  /** The user properties of requests for one memory ID. */
  private final Cache<String, UserProperties> propertiesByMemory =
      new Cache<>(MappingV5::forMemory, String::length);

  /**
   * The user properties of the last request with a deadline; consecutive requests often share it.
   */
  private volatile DeadlineProperties lastWithDeadline =
      new DeadlineProperties("", 0, PROFILE_ONLY);

  private record DeadlineProperties(String memoryId, long until, UserProperties properties) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String requestTopic(Topics topics, String operation) {
    return topics.requestV5(operation);
  }

  @Override
  public String replyTopic(Topics topics, String operation, String clientId) {
    return topics.replyV5(operation, clientId);
  }

  @Override
  public Message request(Head head, byte[] arguments) {
    return new Message(
        head.topic(),
        arguments,
        0,
        false,
        new Message.Properties(
            head.responseTopic(),
            toBytes(head.correlationData()),
            expirySeconds(head.timeout()),
            userProperties(head).with(head.metadata())));
  }

  private static UserProperties forMemory(String memoryId) {
    Map<String, String> properties = new LinkedHashMap<>(PROFILE_ONLY.asMap());
    properties.put(MEMORY, memoryId);
    return UserProperties.of(properties);
  }

  private UserProperties userProperties(Head head) {
    if (head.memoryId() == null) {
      return PROFILE_ONLY;
    }
    UserProperties properties =
        head.until() == 0
            ? propertiesByMemory.get(head.memoryId())
            : withDeadline(head.memoryId(), head.until());
    if (head.repeatedAfter().isZero()) {
      return properties;
    }
    Map<String, String> repeated = new LinkedHashMap<>(properties.asMap());
    repeated.put(REPEATED_AFTER, Long.toString(Math.max(1, head.repeatedAfter().toMillis())));
    return UserProperties.of(repeated);
  }

  private UserProperties withDeadline(String memoryId, long until) {
    DeadlineProperties known = lastWithDeadline;
    if (known.until != until || !known.memoryId.equals(memoryId)) {
      Map<String, String> properties =
          new LinkedHashMap<>(propertiesByMemory.get(memoryId).asMap());
      properties.put(UNTIL, Long.toString(until));
      known = new DeadlineProperties(memoryId, until, UserProperties.of(properties));
      lastWithDeadline = known;
    }
    return known.properties;
  }

  private static long expirySeconds(Duration timeout) {
    long roundedUp = timeout.toSeconds() + (timeout.toNanosPart() > 0 ? 1 : 0);
    return Math.max(1, Math.min(roundedUp, MAX_EXPIRY_SECONDS));
  }

  @Override
  public Object[] readArguments(Message message, Header header, JsonArgumentsCodec argumentsCodec)
      throws BadPayloadException {
    header.checkUsable();
    return argumentsCodec.decode(message.payload());
  }

  @Override
  public Header readHeader(Message message) {
    Message.Properties properties = message.properties();
    byte[] correlationData = properties.correlationData();
    String topic = properties.responseTopic();
    boolean usable = topic == null || Topics.isReplyTopic(topic);
    return new Header(
        correlationData == null ? Optional.empty() : Optional.of(toText(correlationData)),
        usable ? Optional.ofNullable(topic) : Optional.empty(),
        properties.expirySeconds() == 0
            ? Optional.empty()
            : Optional.of(Duration.ofSeconds(properties.expirySeconds())),
        properties.user().get(PROFILE) != null,
        Optional.ofNullable(properties.user().get(MEMORY)),
        repeatedAfter(properties.user().get(REPEATED_AFTER)),
        until(properties.user().get(UNTIL)),
        usable
            ? properties.user().metadataProblem()
            : Optional.of("the response topic is not a valid reply topic"),
        properties.user().metadata());
  }

  /** Treats a malformed number as a very long time, so that no request is executed twice. */
  private static Duration repeatedAfter(@Nullable String millis) {
    if (millis == null) {
      return Duration.ZERO;
    }
    return Duration.ofMillis(
        isNumber(millis) ? Math.max(1, Long.parseLong(millis)) : Long.MAX_VALUE);
  }

  private static long until(@Nullable String millis) {
    return millis != null && isNumber(millis) ? Long.parseLong(millis) : 0;
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= MAX_DIGITS;
  }

  @Override
  public Optional<Message> result(
      Header header,
      @Nullable JsonValueCodec resultCodec,
      @Nullable Object result,
      Metadata metadata) {
    byte[] payload = resultCodec == null ? VOID : resultCodec.encode(result);
    return reply(header, payload, UserProperties.of(metadata));
  }

  @Override
  public Optional<Message> error(Header header, CallError error, Metadata metadata) {
    if (!header.understandsErrors()) {
      return Optional.empty();
    }
    Map<String, String> user = new LinkedHashMap<>();
    user.put(ERROR_CODE, error.code().name());
    user.put(ERROR_MESSAGE, toUserProperty(error.message()));
    if (!error.type().isEmpty()) {
      user.put(ERROR_TYPE, toUserProperty(error.type()));
    }
    return reply(header, NULL, UserProperties.of(user).with(metadata));
  }

  /**
   * Makes a text acceptable to brokers: some close the connection of a client that sends a line
   * feed in a property.
   */
  private static String toUserProperty(String text) {
    String shortened =
        text.length() <= MAX_TEXT_LENGTH ? text : text.substring(0, MAX_TEXT_LENGTH) + "…";
    return shortened
        .codePoints()
        .map(c -> TopicLevel.isText(c) ? c : Character.isWhitespace(c) ? ' ' : REPLACEMENT)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Optional<Message> reply(Header header, byte[] payload, UserProperties user) {
    if (header.responseTopic().isEmpty()) {
      return Optional.empty();
    }
    byte[] correlationData = header.correlationData().map(MappingV5::toBytes).orElse(null);
    return Optional.of(
        new Message(
            header.responseTopic().get(),
            payload,
            0,
            false,
            new Message.Properties(null, correlationData, 0, user)));
  }

  @Override
  public String readCorrelationData(Message message) throws BadPayloadException {
    if (message.properties().correlationData() == null) {
      throw new BadPayloadException("the correlation data is missing");
    }
    return toText(message.properties().correlationData());
  }

  @Override
  public Reply readReply(Message message, @Nullable JsonValueCodec resultCodec)
      throws BadPayloadException {
    UserProperties user = message.properties().user();
    String code = user.get(ERROR_CODE);
    if (code != null) {
      CallError error =
          new CallError(
              CallError.codeNamed(code),
              Objects.requireNonNullElse(user.get(ERROR_MESSAGE), ""),
              Objects.requireNonNullElse(user.get(ERROR_TYPE), ""));
      return new Reply(null, Optional.of(error), user.metadata());
    }
    return new Reply(
        resultCodec == null ? null : resultCodec.decode(message.payload()),
        Optional.empty(),
        user.metadata());
  }

  /** Converts bytes to text without loss: each byte becomes one character. */
  private static String toText(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] toBytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
