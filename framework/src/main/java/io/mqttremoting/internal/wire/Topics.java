package io.mqttremoting.internal.wire;

import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.TopicLevel;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The topics of one interface (wire protocol, part 1).
 *
 * @param interfaceId {@code module/name}
 */
public record Topics(String interfaceId) {
  private static final String CONNECTIONS = InterfaceModel.RESERVED_MODULE;
  private static final String SHARE = "$share/";
  static final int MAX_REPLY_TOPIC_LENGTH = 1024;

  /**
   * Far beyond our own replies, and half of what mosquitto takes from those it does not cut off.
   */
  private static final int MAX_REPLY_TOPIC_LEVELS = 100;

  /** Third levels of topics on which requests, or the service's own messages, go. */
  private static final List<String> SERVICES_SPEAK =
      List.of("/prop/", "/set/", "/sig/", "/_status/", "/_group/");

  private static final Set<String> FOR_NOW = Set.of("set", "sig", "rpc", "_group");

  /** Where the service publishes a property's value, retained. */
  public String property(String property) {
    return interfaceId + "/prop/" + property;
  }

  /** Where clients ask for a property's change. */
  public String set(String property) {
    return interfaceId + "/set/" + property;
  }

  /** Where the service publishes a signal. */
  public String signal(String signal) {
    return interfaceId + "/sig/" + signal;
  }

  /** Where clients publish requests to an operation, in the MQTT 5 mapping. */
  public String requestV5(String operation) {
    return interfaceId + "/rpc/" + operation;
  }

  /** Where a client expects replies of an operation, in the MQTT 5 mapping. */
  public String replyV5(String operation, String clientId) {
    return requestV5(operation) + "/" + clientId + "/result";
  }

  /** Where clients publish requests to an operation, in the 3.1.1 mapping. */
  public String requestV3(String operation) {
    return interfaceId + "/rpc/v3/" + operation;
  }

  /** Where a client expects replies of an operation, in the 3.1.1 mapping. */
  public String replyV3(String operation, String clientId) {
    return requestV3(operation) + "/" + clientId + "/result";
  }

  /** Where a service says whether it is there, retained (wire protocol, Presence). */
  public String status(String clientId) {
    return interfaceId + "/_status/" + clientId;
  }

  /** Where an instance of a service speaks to itself (wire protocol, Groups). */
  public String groupMember(String clientId) {
    return interfaceId + "/_group/" + clientId;
  }

  /** The filter of a subscription in which a group shares what matches {@code filter}. */
  public static String shared(String group, String filter) {
    return SHARE + group + "/" + filter;
  }

  /** What a filter matches, be it shared or not. */
  public static String matchedBy(String filter) {
    return filter.startsWith(SHARE)
        ? filter.substring(filter.indexOf('/', SHARE.length()) + 1)
        : filter;
  }

  /**
   * Whether what a filter of an interface matches is never meant for later: requests, replies and
   * signals. What a broker keeps of them, a stranger has put there.
   */
  public static boolean isForNow(String filter) {
    if (filter.startsWith(SHARE)) {
      return true;
    }
    String[] levels = filter.split("/", -1);
    return levels.length > 3 && FOR_NOW.contains(levels[2]);
  }

  /** Where a connection says whether it is there, retained; its last will goes there too. */
  public static String connectionStatus(String clientId) {
    return CONNECTIONS + "/" + clientId;
  }

  /** Whose status a topic of this interface speaks of, if it is one. */
  public Optional<String> clientOfStatus(String topic) {
    String start = status("");
    return topic.startsWith(start)
        ? Optional.of(topic.substring(start.length()))
        : Optional.empty();
  }

  /** Whether this is a topic of property values. */
  public boolean isProperty(String topic) {
    return topic.startsWith(property(""));
  }

  /** Whether this is a topic of requests for property changes. */
  public boolean isSet(String topic) {
    return topic.startsWith(set(""));
  }

  /** Whether this is a topic of requests in the 3.1.1 mapping. */
  public boolean isRequestV3(String topic) {
    return topic.startsWith(requestV3(""));
  }

  /** The member that a topic of this interface speaks of. */
  public String memberOf(String topic) {
    String[] levels = topic.substring(interfaceId.length() + 1).split("/", -1);
    int member = isRequestV3(topic) ? 2 : 1; // rpc/v3/{operation}
    return levels[Math.min(member, levels.length - 1)];
  }

  /**
   * Whether a service may publish a reply to {@code topic}, which a stranger has chosen: a topic
   * name without wildcards (MQTT 3.1.1, section 4.7) that is none of those on which only services,
   * or only callers, speak. Else a request could make the service publish a property in its own
   * name. Nor may it be one for which an MQTT library or a broker would end the connection.
   */
  public static boolean isReplyTopic(String topic) {
    if (topic.isEmpty() || topic.length() > MAX_REPLY_TOPIC_LENGTH || topic.charAt(0) == '$') {
      return false;
    }
    int levels = 1;
    for (int i = 0; i < topic.length(); ) {
      int c = topic.codePointAt(i);
      if (!isPlain(c)) {
        return false;
      }
      levels += c == '/' ? 1 : 0;
      i += Character.charCount(c);
    }
    if (levels > MAX_REPLY_TOPIC_LEVELS
        || topic.equals(CONNECTIONS)
        || topic.startsWith(CONNECTIONS + "/")) {
      return false;
    }
    if (levels < 4) {
      return true;
    }
    int third = topic.indexOf('/', topic.indexOf('/') + 1);
    if (topic.startsWith("/rpc/", third)) {
      // 'rpc/result' and 'rpc/v3/result' are where requests to an operation of this name go.
      return levels >= 5 && topic.endsWith("/result") && !isRequestOfResult(topic, third, levels);
    }
    return SERVICES_SPEAK.stream().noneMatch(level -> topic.startsWith(level, third));
  }

  private static boolean isRequestOfResult(String topic, int third, int levels) {
    return levels == 5 && topic.startsWith("/rpc/v3/", third);
  }

  /**
   * Whether {@code topic}, which {@link #isReplyTopic} allows, is one of those on which clients of
   * this interface expect replies.
   */
  public boolean isOwnReplyTopic(String topic) {
    return topic.startsWith(interfaceId + "/rpc/") && topic.endsWith("/result");
  }

  /** Whether a topic has such characters alone as those of ours have, so that it can be logged. */
  public static boolean isPlain(String topic) {
    return topic.codePoints().allMatch(Topics::isPlain);
  }

  private static boolean isPlain(int c) {
    return c != '+' && c != '#' && TopicLevel.isText(c);
  }
}
