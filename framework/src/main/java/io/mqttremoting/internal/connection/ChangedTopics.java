package io.mqttremoting.internal.connection;

import io.mqttremoting.internal.wire.Topics;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one warning if a broker or a bridge delivers messages to other topics than those they were
 * published to. There is no warning for other messages that no endpoint subscribes to, because
 * these still arrive for a while after a subscription was ended. Thread-safe.
 */
final class ChangedTopics {
  private static final Logger LOG = LoggerFactory.getLogger(ChangedTopics.class);

  /** The last levels of a topic of an interface: the interface, the kind of message, the member. */
  private static final int OWN_LEVELS = 3;

  private final AtomicBoolean warned = new AtomicBoolean();

  /** Checks the topic of a message to which none of the endpoints subscribes. */
  void onUnknown(String topic, List<Endpoint> endpoints) {
    if (warned.get()) {
      return;
    }
    Optional<String> original =
        endpoints.stream()
            .flatMap(endpoint -> endpoint.interests().stream())
            .flatMap(filter -> original(Topics.matchedBy(filter), topic).stream())
            .findFirst();
    if (original.isPresent() && warned.compareAndSet(false, true)) {
      LOG.warn(
          "A message came to {}, to which nobody here subscribes, and is ignored: does the broker"
              + " change topics, and was it published to {}? RabbitMQ turns dots into slashes:"
              + " name a module without dots there. This is logged once",
          topic,
          original.get());
    }
  }

  /**
   * The topic that a message which arrived at {@code topic} may have been published to, if {@code
   * filter} matches that one: both end with the same levels, and have a different number of levels
   * before these. Empty if they do not.
   */
  private static Optional<String> original(String filter, String topic) {
    String[] wanted = filter.split("/", -1);
    String[] levels = topic.split("/", -1);
    if (wanted.length == levels.length || differInInstance(List.of(wanted), List.of(levels))) {
      return Optional.empty();
    }
    int same = 0;
    while (same < Math.min(wanted.length, levels.length)
        && matches(wanted[wanted.length - 1 - same], levels[levels.length - 1 - same])) {
      same++;
    }
    return same < OWN_LEVELS
        ? Optional.empty()
        : Optional.of(
            String.join(
                "/",
                Stream.concat(
                        Stream.of(wanted).limit(wanted.length - same),
                        Stream.of(levels).skip(levels.length - same))
                    .toList()));
  }

  /**
   * Whether one of the two has one level more, which is that of an instance, and they match
   * otherwise: a program may have ended its subscriptions to one of them, such as a fleet.
   */
  private static boolean differInInstance(List<String> wanted, List<String> levels) {
    boolean more = wanted.size() > levels.size();
    List<String> longer = more ? wanted : levels;
    List<String> shorter = more ? levels : wanted;
    return longer.size() == shorter.size() + 1
        && IntStream.range(0, longer.size())
            .filter(i -> longer.get(i).equals("+") || longer.get(i).startsWith("@"))
            .anyMatch(
                i ->
                    IntStream.range(0, shorter.size())
                        .allMatch(j -> matches(shorter.get(j), longer.get(j < i ? j : j + 1))));
  }

  private static boolean matches(String one, String other) {
    return one.equals("+") || other.equals("+") || one.equals(other);
  }
}
