package io.mqttremoting.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.MqttVersion;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.client.mqttv3.IMqttMessageListener;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * A program in another language: it repeats nothing, says nothing of itself, and leaves Nagle's
 * algorithm on, as most MQTT libraries do. Sides with it and this library, at either end.
 */
final class Peer {
  private static final String RPC = "io.mqttremoting.benchmarks/Echo/rpc/v3/echo";
  private static final String REPLIES = RPC + "/peer/result";

  private final MqttAsyncClient client;

  private Peer(Setting setting) throws MqttException {
    client =
        new MqttAsyncClient(
            setting.broker().uri().toString(),
            MqttAsyncClient.generateClientId(),
            new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    client.connect(options).waitForCompletion();
  }

  /** Blocking calls to a peer that publishes at this quality of service. */
  static Side.Maker calledWith(Delivery delivery, int qos) {
    return (setting, load) -> {
      Side side = new Side();
      Peer service = new Peer(setting);
      side.closing(service::close);
      service.subscribe(RPC, (topic, request) -> service.answer(request.getPayload(), qos));
      IEcho echo = side.closing(ours(setting, delivery).connect()).client(IEcho.class);
      Window window = new Window(load.inFlight());
      side.add(
          window,
          () -> {
            echo.echo(Payloads.TEXT);
            window.leave();
          });
      return side;
    };
  }

  /** Calls of a peer that publishes at this quality of service. */
  static Side.Maker calling(Delivery delivery, int qos) {
    return (setting, load) -> {
      Side side = new Side();
      side.closing(ours(setting, delivery).connect()).serve(new Echo());
      Peer caller = new Peer(setting);
      side.closing(caller::close);
      Window window = new Window(load.inFlight());
      caller.subscribe(REPLIES, (topic, reply) -> window.leave());
      AtomicLong calls = new AtomicLong();
      side.add(window, () -> caller.publish(RPC, request(calls.incrementAndGet()), qos));
      return side;
    };
  }

  private static Setting ours(Setting setting, Delivery delivery) {
    return new Setting(
        setting.broker(), MqttVersion.MQTT_3_1_1, connection -> connection.delivery(delivery));
  }

  private void subscribe(String filter, IMqttMessageListener taker) throws MqttException {
    client.subscribe(filter, 2, taker).waitForCompletion();
  }

  private void answer(byte[] request, int qos) throws IOException, MqttException {
    JsonNode call = PlainJson.MAPPER.readTree(request);
    ObjectNode reply = PlainJson.MAPPER.createObjectNode();
    reply.set("correlationData", call.get("correlationData"));
    reply.set("data", call.get("data").get(0));
    publish(call.get("responseTopic").asText(), PlainJson.MAPPER.writeValueAsBytes(reply), qos);
  }

  private static byte[] request(long call) throws IOException {
    ObjectNode request = PlainJson.MAPPER.createObjectNode();
    request.put("correlationData", Long.toHexString(call)).put("responseTopic", REPLIES);
    request.putArray("data").add(Payloads.TEXT);
    return PlainJson.MAPPER.writeValueAsBytes(request);
  }

  private void publish(String topic, byte[] payload, int qos) throws MqttException {
    client.publish(topic, payload, qos, false);
  }

  private void close() {
    try {
      client.disconnect().waitForCompletion();
      client.close();
    } catch (MqttException e) {
      throw new IllegalStateException(e);
    }
  }
}
