package io.mqttremoting.internal.wire;

import java.util.Optional;

/** Finds out whose topic a reply topic is by convention: {@code …/rpc/{operation}/{id}/result}. */
final class ReplyTopicOwner {
  private ReplyTopicOwner() {}

  /** The client identifier in a reply topic; empty for topics of another form. */
  static Optional<String> of(String replyTopic) {
    String[] levels = replyTopic.split("/", -1);
    int last = levels.length - 1;
    boolean own =
        last >= 5
            && levels[last].equals("result")
            && (levels[last - 3].equals("rpc")
                || (last >= 6 && levels[last - 3].equals("v3") && levels[last - 4].equals("rpc")));
    return own ? Optional.of(levels[last - 1]) : Optional.empty();
  }
}
