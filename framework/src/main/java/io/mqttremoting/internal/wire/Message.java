package io.mqttremoting.internal.wire;

import io.mqttremoting.api.Metadata;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An MQTT message. Do not change the payload array.
 *
 * @param redelivered whether the broker may have sent it before, and newer ones since then (MQTT
 *     3.1.1, section 3.3.1.1); not known with MQTT 5
 * @param properties the MQTT 5 properties; {@link Properties#NONE} with MQTT 3.1.1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Message(
    String topic,
    byte[] payload,
    int qos,
    boolean retained,
    boolean redelivered,
    Properties properties) {

  /** The QoS for publishing and subscribing if nothing else is specified. */
  public static final int DEFAULT_QOS = 1;

  /** A message without properties. */
  public Message(String topic, byte[] payload, int qos, boolean retained) {
    this(topic, payload, qos, retained, Properties.NONE);
  }

  /** A message that is sent once. */
  public Message(String topic, byte[] payload, int qos, boolean retained, Properties properties) {
    this(topic, payload, qos, retained, false, properties);
  }

  /** Whether newer messages on its topic may have been published before this was sent. */
  public boolean mayBeOld() {
    return retained || redelivered;
  }

  /** The approximate size in bytes, which counts towards the limits of queues. */
  public int size() {
    return topic.length() + payload.length + properties.size();
  }

  /** This message with another QoS. */
  public Message withQos(int other) {
    return other == qos
        ? this
        : new Message(topic, payload, other, retained, redelivered, properties);
  }

  /**
   * The properties of a request or reply in MQTT 5 (MQTT 5, section 3.3.2.3).
   *
   * @param responseTopic the topic for the reply; {@code null} for none
   * @param correlationData the bytes that the reply repeats; {@code null} for none
   * @param expirySeconds the message expiry interval in seconds; 0 for none
   * @param user the user properties
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Properties(
      @Nullable String responseTopic,
      byte @Nullable [] correlationData,
      long expirySeconds,
      UserProperties user) {
    /** No properties. */
    public static final Properties NONE = new Properties(null, null, 0, UserProperties.NONE);

    /** Only a message expiry interval; zero for none. */
    public static Properties expiring(Duration expiry) {
      return new Properties(null, null, expiry.toSeconds(), UserProperties.NONE);
    }

    /** Only metadata, if there is any. */
    public static Properties of(Metadata metadata) {
      return metadata.isEmpty() ? NONE : new Properties(null, null, 0, UserProperties.of(metadata));
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
