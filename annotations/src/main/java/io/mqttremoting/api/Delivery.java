package io.mqttremoting.api;

/** At which quality of service messages travel (MQTT 3.1.1, section 4.3). */
public enum Delivery {
  /**
   * For the sake of programs that repeat no calls, as those of other languages: requests to them,
   * and replies to them, travel at QoS 0, too. That is quicker, but a message that is lost on the
   * way is not repeated, so that the call ends when its time is up. A message that must not
   * overtake what was sent before travels at QoS 1 all the same, and so do values, signals and
   * changes of properties. Between programs that repeat calls it is the same as {@link #AUTO}.
   */
  AT_MOST_ONCE(0),
  /**
   * The quickest that loses nothing: calls to services that remember whom they answered travel at
   * QoS 0 and are repeated until there is a reply, everything else at QoS 1.
   */
  AUTO(0),
  /** QoS 1, at least once. Calls are executed at most once all the same. */
  QOS_1(1),
  /** QoS 2, exactly once from here to the broker and from there on. */
  QOS_2(2);

  private final int leastQos;

  Delivery(int leastQos) {
    this.leastQos = leastQos;
  }

  /** The QoS that this asks for at least; 0 for {@link #AUTO} and {@link #AT_MOST_ONCE}. */
  public int leastQos() {
    return leastQos;
  }

  /** This, or {@code general} if this is {@link #AUTO}. */
  public Delivery orElse(Delivery general) {
    return this == AUTO ? general : this;
  }
}
