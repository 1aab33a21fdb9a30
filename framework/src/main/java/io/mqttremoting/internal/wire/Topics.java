package io.mqttremoting.internal.wire;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.model.Address;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.TopicLevel;
import java.util.List;
import java.util.Optional;

/**
 * The topics of one interface (wire protocol, Topics).
 *
 * @param interfaceId {@code module/name}, after the namespace and the instance, if there are any:
 *     the start of all these topics
 */
public record Topics(String interfaceId) {
  private static final String CONNECTIONS = InterfaceModel.RESERVED_MODULE;
  private static final String ALL = "+";
  private static final String SHARE = "$share/";

  /** With levels of the maximum size, our own reply topics are a little shorter. */
  static final int MAX_REPLY_TOPIC_LENGTH = 2048;

  /**
   * Far above the levels of our own reply topics, and half of mosquitto's limit; mosquitto closes
   * the connection of a client that exceeds it.
   */
  private static final int MAX_REPLY_TOPIC_LEVELS = 100;

  /** The levels that follow the interface. The first of these in a topic ends the interface. */
  private static final List<String> KINDS =
      List.of("/rpc/", "/prop/", "/set/", "/sig/", "/_status/", "/_group/", "/_fleet/");

  private static final int MIN_INTERFACE_LEVELS = 2;
  private static final int MAX_INTERFACE_LEVELS =
      Address.MAX_NAMESPACE_LEVELS + 3; // with an instance

  /** Kinds of messages that are never retained. */
  private static final List<String> TRANSIENT_KINDS =
      List.of("/set/", "/sig/", "/rpc/", "/_group/", "/_fleet/");

  /** The topic of a property's retained value. */
  public String property(String property) {
    return interfaceId + "/prop/" + property;
  }

  /** The topic on which clients request a property change. */
  public String set(String property) {
    return interfaceId + "/set/" + property;
  }

  /** The topic of a signal. */
  public String signal(String signal) {
    return interfaceId + "/sig/" + signal;
  }

  /** The topic for requests to an operation in the MQTT 5 mapping. */
  public String requestV5(String operation) {
    return interfaceId + "/rpc/" + operation;
  }

  /** The topic for a client's replies of an operation in the MQTT 5 mapping. */
  public String replyV5(String operation, String clientId) {
    return requestV5(operation) + "/" + clientId + "/result";
  }

  /** The topic for requests to an operation in the 3.1.1 mapping. */
  public String requestV3(String operation) {
    return interfaceId + "/rpc/v3/" + operation;
  }

  /** The topic for a client's replies of an operation in the 3.1.1 mapping. */
  public String replyV3(String operation, String clientId) {
    return requestV3(operation) + "/" + clientId + "/result";
  }

  /** The filters for requests to all operations, in the mappings of this version of MQTT. */
  public List<String> requestFilters(MqttVersion version) {
    return version == MqttVersion.MQTT_5
        ? List.of(requestV3("+"), requestV5("+"))
        : List.of(requestV3("+"));
  }

  /** The filters for the replies of all operations to a client, like {@link #requestFilters}. */
  public List<String> replyFilters(MqttVersion version, String clientId) {
    return version == MqttVersion.MQTT_5
        ? List.of(replyV3("+", clientId), replyV5("+", clientId))
        : List.of(replyV3("+", clientId));
  }

  /** The topic of a service's retained status (wire protocol, Presence). */
  public String status(String clientId) {
    return interfaceId + "/_status/" + clientId;
  }

  /** The topic on which a group member sends messages to itself (wire protocol, Groups). */
  public String groupMember(String clientId) {
    return interfaceId + "/_group/" + clientId;
  }

  /** The filter of a group's shared subscription to {@code filter}. */
  public static String shared(String group, String filter) {
    return SHARE + group + "/" + filter;
  }

  /** Whether a filter is that of a shared subscription. */
  public static boolean isShared(String filter) {
    return filter.startsWith(SHARE);
  }

  /** The filter without the prefix of a shared subscription. */
  public static String matchedBy(String filter) {
    return isShared(filter) ? filter.substring(filter.indexOf('/', SHARE.length()) + 1) : filter;
  }

  /**
   * Whether a filter of an interface matches only messages that are never retained: requests,
   * replies and signals. If the broker has retained ones, they come from another program.
   */
  public static boolean isForNow(String filter) {
    if (filter.startsWith(SHARE)) {
      return true;
    }
    int kind = kindIn(filter);
    return kind >= 0 && startsWithAny(TRANSIENT_KINDS, filter, kind);
  }

  /** Whether this is the topic of requests or replies. */
  public static boolean isOfCalls(String topic) {
    int kind = kindIn(topic);
    return kind >= 0 && topic.startsWith("/rpc/", kind);
  }

  /**
   * The topic of a connection's retained status and of its last will.
   *
   * @param namespace the connection's namespace; empty for none
   */
  public static String connectionStatus(String namespace, String clientId) {
    return Address.inNamespace(namespace, CONNECTIONS + "/" + clientId);
  }

  /**
   * The part of a topic or filter that names an interface, or the status of one connection. Topics
   * of other programs may have any result.
   */
  public static String owner(String topic) {
    int kind = kindIn(topic);
    return kind < 0 ? topic : topic.substring(0, kind);
  }

  /**
   * The {@link #owner} of filters that match all instances of an interface, or the statuses of all
   * connections. Empty if {@code owner} is neither an instance nor a connection.
   */
  public static Optional<String> ownerWithWildcard(String owner) {
    int last = owner.lastIndexOf('/');
    int before = owner.lastIndexOf('/', last - 1);
    if (owner.substring(before + 1, Math.max(last, 0)).equals(CONNECTIONS)) {
      return Optional.of(owner.substring(0, last + 1) + ALL);
    }
    int instance = owner.lastIndexOf('/', before - 1) + 1;
    return before > 0 && owner.startsWith(Address.INSTANCE_MARK, instance)
        ? Optional.of(owner.substring(0, instance) + ALL + owner.substring(before))
        : Optional.empty();
  }

  /** The topics of all instances of an interface, to be used as filters. */
  public static Topics ofAllInstances(Address address) {
    return new Topics(
        Address.inNamespace(
            address.namespace(), ALL + "/" + address.module() + "/" + address.name()));
  }

  /**
   * Where the kind of message begins in the topic of an interface: {@code /prop/} and so on, after
   * at least two levels. -1 in other topics, among them those of connections.
   */
  private static int kindIn(String topic) {
    int level = 0;
    for (int slash = topic.indexOf('/');
        slash >= 0 && level < MAX_INTERFACE_LEVELS;
        slash = topic.indexOf('/', slash + 1)) {
      level++;
      if (level >= MIN_INTERFACE_LEVELS && startsWithAny(KINDS, topic, slash)) {
        return slash;
      }
    }
    return -1;
  }

  private static boolean startsWithAny(List<String> starts, String topic, int from) {
    for (int i = 0; i < starts.size(); i++) { // no stream: this runs for each request
      if (topic.startsWith(starts.get(i), from)) {
        return true;
      }
    }
    return false;
  }

  /** The client identifier in a status topic of this interface; empty for other topics. */
  public Optional<String> clientOfStatus(String topic) {
    String start = status("");
    return topic.startsWith(start)
        ? Optional.of(topic.substring(start.length()))
        : Optional.empty();
  }

  /** Whether this is the topic of a property value. */
  public boolean isProperty(String topic) {
    return topic.startsWith(property(""));
  }

  /** Whether this is the topic of a signal. */
  public boolean isSignal(String topic) {
    return topic.startsWith(signal(""));
  }

  /** Whether this is the topic of requests for a property change. */
  public boolean isSet(String topic) {
    return topic.startsWith(set(""));
  }

  /** Whether this is the topic of requests in the 3.1.1 mapping. */
  public boolean isRequestV3(String topic) {
    return topic.startsWith(requestV3(""));
  }

  /** The name of the member in a topic of this interface. */
  public String memberOf(String topic) {
    String[] levels = topic.substring(interfaceId.length() + 1).split("/", -1);
    int member = isRequestV3(topic) ? 2 : 1; // rpc/v3/{operation}
    return levels[Math.min(member, levels.length - 1)];
  }

  /**
   * Whether a service may publish a reply to {@code topic}, which a remote peer has chosen. It must
   * be a topic name without wildcards (MQTT 3.1.1, section 4.7) and not one of the topics that are
   * reserved for messages of services or for requests. Otherwise a request could make the service
   * publish a property value. It must also not make an MQTT library or a broker close the
   * connection.
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
    int kind = kindIn(topic);
    if (levels > MAX_REPLY_TOPIC_LEVELS || isOfConnection(topic, kind)) {
      return false;
    }
    return kind < 0 || (topic.startsWith("/rpc/", kind) && isReply(topic, kind));
  }

  /** Whether a topic is, in any namespace, that of a connection's status. */
  private static boolean isOfConnection(String topic, int kind) {
    return topic.contains(CONNECTIONS)
        && ("/" + (kind < 0 ? topic : topic.substring(0, kind)) + "/")
            .contains("/" + CONNECTIONS + "/");
  }

  /**
   * Whether a topic with {@code /rpc/} at {@code kind} is a reply topic. {@code rpc/result} and
   * {@code rpc/v3/result} are the request topics of an operation named {@code result}.
   */
  private static boolean isReply(String topic, int kind) {
    int operation = kind + "/rpc/".length();
    return topic.endsWith("/result")
        && topic.length() - "/result".length() >= operation
        && !(topic.startsWith("v3/result", operation)
            && topic.length() == operation + "v3/result".length());
  }

  /**
   * Whether {@code topic}, which {@link #isReplyTopic} allows, is a reply topic of this interface.
   */
  public boolean isOwnReplyTopic(String topic) {
    return topic.startsWith(interfaceId + "/rpc/") && topic.endsWith("/result");
  }

  /** Whether a topic has only characters that our own topics may have, so that it can be logged. */
  public static boolean isPlain(String topic) {
    return topic.codePoints().allMatch(Topics::isPlain);
  }

  private static boolean isPlain(int c) {
    return c != '+' && c != '#' && TopicLevel.isText(c);
  }
}
