package io.mqttremoting.internal.wire;

import java.time.Duration;

/**
 * An MQTT message. Neither it nor its payload is to be changed.
 *
 * @param properties what MQTT 5 says beside the payload; {@link Properties#NONE} in MQTT 3.1.1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Message(
    String topic, byte[] payload, int qos, boolean retained, Properties properties) {

  /** The QoS at which is published and subscribed, unless something else is said. */
  public static final int DEFAULT_QOS = 1;

  /** A message without properties. */
  public Message(String topic, byte[] payload, int qos, boolean retained) {
    this(topic, payload, qos, retained, Properties.NONE);
  }

  /** About how many bytes it takes, by which is counted how much may wait. */
  public int size() {
    return topic.length() + payload.length + properties.size();
  }

  /** The same at another QoS. */
  public Message withQos(int other) {
    return other == qos ? this : new Message(topic, payload, other, retained, properties);
  }

  /**
   * The properties of a request or reply in MQTT 5 (MQTT 5, section 3.3.2.3).
   *
   * @param responseTopic where the reply goes; {@code null} for none
   * @param correlationData what the reply repeats; {@code null} for none
   * @param expirySeconds after which nobody needs the message any more; 0 for never
   * @param user the user properties
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Properties(
      String responseTopic, byte[] correlationData, long expirySeconds, UserProperties user) {
    /** No properties at all. */
    public static final Properties NONE = new Properties(null, null, 0, UserProperties.NONE);

    /** None but that the broker may forget the message after this time; zero for never. */
    public static Properties expiring(Duration expiry) {
      return new Properties(null, null, expiry.toSeconds(), UserProperties.NONE);
    }

    /** Whether there are none. */
    public boolean isNone() {
      return responseTopic == null
          && correlationData == null
          && expirySeconds == 0
          && user.isEmpty();
    }

    private int size() {
      return (responseTopic == null ? 0 : responseTopic.length())
          + (correlationData == null ? 0 : correlationData.length)
          + user.size();
    }
  }
}
