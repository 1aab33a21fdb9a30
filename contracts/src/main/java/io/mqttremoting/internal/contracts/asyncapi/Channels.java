package io.mqttremoting.internal.contracts.asyncapi;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.internal.contracts.Element;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The channels of a document, one for each topic, and the operations on them. */
final class Channels {
  private static final String VERSION = "0.2.0";

  private final Map<String, Object> channels = new LinkedHashMap<>();
  private final Map<String, Object> operations = new LinkedHashMap<>();

  Map<String, Object> channels() {
    return channels;
  }

  Map<String, Object> operations() {
    return operations;
  }

  /** A binding to MQTT, of a message or an operation. */
  static Map<String, Object> binding(Object... keysAndValues) {
    Map<String, Object> mqtt = Element.mapOf(keysAndValues);
    mqtt.put("bindingVersion", VERSION);
    return Map.of("mqtt", mqtt);
  }

  /**
   * Adds a channel.
   *
   * @param topic its topic, in which {@code {clientId}} may be any client; none if the messages say
   *     it
   * @param messages its messages by their names
   * @return its name
   */
  String add(
      String name, Optional<String> topic, String description, Map<String, Object> messages) {
    String valid = name.replaceAll("[^A-Za-z0-9_.-]", "_");
    String unique = valid;
    for (int i = 2; channels.containsKey(unique); i++) {
      unique = valid + "_" + i;
    }
    Map<String, Object> channel =
        new LinkedHashMap<>(Collections.singletonMap("address", topic.orElse(null)));
    Element.putIfAny(channel, "description", description);
    channel.put("messages", messages);
    if (topic.isPresent() && topic.get().contains("{clientId}")) {
      channel.put(
          "parameters",
          Map.of("clientId", Map.of("description", "the MQTT client identifier of the receiver")));
    }
    channels.put(unique, channel);
    return unique;
  }

  /**
   * Adds the channel of a member.
   *
   * @param kind the levels of its topic before the member, such as {@code prop}
   * @return its name
   */
  String add(
      ContractModel model,
      String kind,
      String member,
      String description,
      String messageName,
      Map<String, Object> message) {
    String topic = model.id() + "/" + kind + "/" + member;
    if (topic.contains("{")) {
      throw new IllegalArgumentException(
          "AsyncAPI reads braces in the topic " + topic + " as a parameter; rename the member");
    }
    return add(
        model.name() + "." + kind.replace('/', '.') + "." + member,
        Optional.of(topic),
        description,
        Map.of(messageName, message));
  }

  /** Adds what the service does with a channel: {@code send} or {@code receive}. */
  Map<String, Object> operate(String channel, String action, boolean retained) {
    Map<String, Object> operation = Element.mapOf("action", action, "channel", reference(channel));
    operation.put("messages", messages(channel));
    operation.put("bindings", retained ? binding("qos", 1, "retain", true) : binding("qos", 1));
    operations.put(channel, operation);
    return operation;
  }

  /** References to all messages of a channel. */
  List<Object> messages(String channel) {
    Map<String, Object> described = Element.map(channels.get(channel));
    List<Object> references = new ArrayList<>();
    for (String name : Element.map(described.get("messages")).keySet()) {
      references.add(reference(channel + "/messages/" + name));
    }
    return references;
  }

  static Map<String, Object> reference(String channel) {
    return Element.mapOf("$ref", "#/channels/" + channel);
  }
}
