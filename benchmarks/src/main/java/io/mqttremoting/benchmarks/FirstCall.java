package io.mqttremoting.benchmarks;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A connection, a call on it, and its reply: with this library, or with the MQTT library alone. */
public final class FirstCall {
  /** What the program prints after the reply. */
  static final String REPLIED = "replied";

  private static final String REQUESTS = "raw/first-call";
  private static final long REPLY_SECONDS = 10;

  private FirstCall() {}

  /** Serves what this library calls, and answers the requests of raw clients. */
  static void serve(Side side, URI broker, MqttVersion version) throws Exception {
    connect(side, broker, version).serve(new Echo());
    RawClient server = connectRaw(side, broker, version);
    server.subscribe(
        REQUESTS,
        0,
        (topic, replyTopic) ->
            server
                .publisher(new String(replyTopic, StandardCharsets.UTF_8), 0, false)
                .accept(replyTopic));
  }

  /** Connects and calls. */
  static void call(Side side, URI broker, MqttVersion version) {
    connect(side, broker, version).client(IEcho.class).echo(Payloads.TEXT);
  }

  /**
   * Connects, subscribes to a topic for replies, and sends a request, whose payload is that topic.
   */
  static void callRaw(Side side, URI broker, MqttVersion version) throws Exception {
    RawClient client = connectRaw(side, broker, version);
    String replies = "raw/first-call-reply/" + UUID.randomUUID();
    CountDownLatch replied = new CountDownLatch(1);
    client.subscribe(replies, 0, (topic, payload) -> replied.countDown());
    client.publisher(REQUESTS, 0, false).accept(replies.getBytes(StandardCharsets.UTF_8));
    if (!replied.await(REPLY_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no reply within " + REPLY_SECONDS + " seconds");
    }
  }

  private static RemotingConnection connect(Side side, URI broker, MqttVersion version) {
    return side.closing(MqttRemoting.connection(broker.toString()).mqttVersion(version).connect());
  }

  private static RawClient connectRaw(Side side, URI broker, MqttVersion version) throws Exception {
    RawClient client =
        side.closing(version == MqttVersion.MQTT_5 ? new RawHiveMq(broker) : new RawPaho(broker));
    client.awaitConnected();
    return client;
  }

  /**
   * Makes one call, and prints that it was answered.
   *
   * @param args {@code ours} or {@code raw}, the broker, and the version of MQTT
   */
  public static void main(String[] args) throws Exception {
    URI broker = URI.create(args[1]);
    MqttVersion version = MqttVersion.valueOf(args[2]);
    try (Side side = new Side()) {
      if ("ours".equals(args[0])) {
        call(side, broker, version);
      } else {
        callRaw(side, broker, version);
      }
      System.out.println(REPLIED);
    }
    System.exit(0); // the HiveMQ client's threads go on
  }
}
