package io.mqttremoting.internal.wire;

import io.mqttremoting.internal.model.Address;
import java.util.Optional;

/**
 * The topics on which fleets ask all instances of an interface for their statuses (wire protocol,
 * Fleets).
 *
 * @param start what these topics start with
 */
public record FleetTopics(String start) {
  /** Those of an interface; which instance {@code address} names does not matter. */
  public static FleetTopics of(Address address) {
    return new FleetTopics(address.at("").id() + "/_fleet/");
  }

  /** The topic of questions. */
  public String question() {
    return start + "ask";
  }

  /** The topic on which an instance answers. */
  public String answer(String instance) {
    return start + Address.INSTANCE_MARK + instance;
  }

  /** The filter of questions and answers. */
  public String all() {
    return start + "+";
  }

  /** The instance that answers on a topic; empty for other topics. */
  public Optional<String> instanceOf(String topic) {
    String answers = answer("");
    return topic.startsWith(answers)
        ? Optional.of(topic.substring(answers.length()))
        : Optional.empty();
  }
}
