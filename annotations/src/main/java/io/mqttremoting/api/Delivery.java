package io.mqttremoting.api;

/**
 * The quality of service (QoS) of messages (MQTT 3.1.1, section 4.3). It says nothing about the
 * execution of calls, which are executed at most once with each of these.
 */
public enum Delivery {
  /**
   * Uses QoS 0 also for requests to and replies to programs that do not repeat calls, such as
   * programs in other languages. This is faster, but a lost message is not sent again, and the call
   * then times out. A message that must not overtake an earlier one is still sent at QoS 1, and so
   * are values, signals and property changes. Between programs that repeat calls, this is the same
   * as {@link #AUTO}.
   */
  AT_MOST_ONCE(0),
  /**
   * The fastest setting that loses nothing: calls to services that detect repeated requests are
   * sent at QoS 0 and repeated until the reply arrives; everything else is sent at QoS 1.
   */
  AUTO(0),
  /** QoS 1, at least once. Calls are still executed at most once. */
  QOS_1(1),
  /** QoS 2, exactly once from the sender to the broker and from the broker to the receiver. */
  QOS_2(2);

  private final int leastQos;

  Delivery(int leastQos) {
    this.leastQos = leastQos;
  }

  /** The minimum QoS; 0 for {@link #AUTO} and {@link #AT_MOST_ONCE}. */
  public int leastQos() {
    return leastQos;
  }

  /** Returns {@code general} if this is {@link #AUTO}, else this. */
  public Delivery orElse(Delivery general) {
    return this == AUTO ? general : this;
  }
}
