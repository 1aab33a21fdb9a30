package io.mqttremoting.api;

/** At which quality of service messages travel (MQTT 3.1.1, section 4.3). */
public enum Delivery {
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

  /** The QoS that this asks for at least; 0 for {@link #AUTO}. */
  public int leastQos() {
    return leastQos;
  }
}
