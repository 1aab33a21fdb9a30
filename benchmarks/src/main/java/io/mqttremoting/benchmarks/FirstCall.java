package io.mqttremoting.benchmarks;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A connection, a call on it, and its reply: with this library, or with the MQTT library alone. */
public final class FirstCall {
  /** What the program prints after the reply. */
  static final String REPLIED = "replied";

  private static final String REQUESTS = "raw/first-call";
  private static final long REPLY_SECONDS = 10;

  private FirstCall() {}

  /** Serves what this library calls. The returned object ends that. */
  static AutoCloseable serve(URI broker, MqttVersion version) {
    RemotingConnection connection =
        MqttRemoting.connection(broker.toString()).mqttVersion(version).connect();
    connection.serve(new Echo());
    return connection;
  }

  /** Answers the requests of raw clients. The returned object ends that. */
  static AutoCloseable serveRaw(URI broker, MqttVersion version) throws Exception {
    RawClient server = raw(broker, version);
    server.subscribe(
        REQUESTS,
        0,
        (topic, replyTopic) ->
            server
                .publisher(new String(replyTopic, StandardCharsets.UTF_8), 0, false)
                .accept(replyTopic));
    return server;
  }

  /** Connects and calls. The returned object ends the connection. */
  static AutoCloseable ours(URI broker, MqttVersion version) {
    RemotingConnection connection =
        MqttRemoting.connection(broker.toString()).mqttVersion(version).connect();
    connection.client(IEcho.class).echo(Payloads.TEXT);
    return connection;
  }

  /**
   * Connects, subscribes to a topic for replies, and sends a request, whose payload is that topic.
   * The returned object ends the connection.
   */
  static AutoCloseable raw(URI broker, MqttVersion version, CountDownLatch replied)
      throws Exception {
    RawClient client = raw(broker, version);
    String replies = "raw/first-call-reply/" + UUID.randomUUID();
    client.subscribe(replies, 0, (topic, payload) -> replied.countDown());
    Consumer<byte[]> requests = client.publisher(REQUESTS, 0, false);
    requests.accept(replies.getBytes(StandardCharsets.UTF_8));
    if (!replied.await(REPLY_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no reply within " + REPLY_SECONDS + " seconds");
    }
    return client;
  }

  private static RawClient raw(URI broker, MqttVersion version) throws Exception {
    RawClient client = version == MqttVersion.MQTT_5 ? new RawHiveMq(broker) : new RawPaho(broker);
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
    try (AutoCloseable connection =
        "ours".equals(args[0])
            ? ours(broker, version)
            : raw(broker, version, new CountDownLatch(1))) {
      System.out.println(REPLIED);
    }
    System.exit(0); // the HiveMQ client's threads go on
  }
}
