package io.mqttremoting.benchmarks;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What a user of the HiveMQ client writes who needs what calls need: the messages that this library
 * sends, with response topic, correlation data and user properties, JSON by Jackson at both ends,
 * and a thread that may block.
 */
final class RawCallsV5 implements Side.Maker {
  private static final MqttUtf8String CONTENT_TYPE = MqttUtf8String.of("application/json");
  private static final long EXPIRY_SECONDS = 30;
  private static final Mqtt5UserProperties USER_PROPERTIES =
      Mqtt5UserProperties.of(
          Mqtt5UserProperty.of("remoting", "1"),
          Mqtt5UserProperty.of("remoting-memory", "89e6c98d92887913"),
          Mqtt5UserProperty.of("remoting-until", "1790000000000"));

  private final ObjectReader arguments =
      PlainJson.MAPPER.readerFor(new TypeReference<List<String>>() {});
  private final ObjectReader results = PlainJson.MAPPER.readerFor(String.class);
  private final ObjectWriter writer = PlainJson.MAPPER.writer();

  @Override
  public Side open(Setting setting, Load load) {
    Side side = new Side();
    String requests = "raw/Echo/rpc/" + UUID.randomUUID();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    side.closing(thread);
    Mqtt5AsyncClient server = connected(side, setting.broker().uri());
    subscribe(server, requests, request -> thread.execute(() -> answer(server, request)));
    for (int i = 0; i < load.clients(); i++) {
      addClient(side, setting, load, requests, requests + "/" + i + "/result");
    }
    return side;
  }

  private void addClient(Side side, Setting setting, Load load, String requests, String responses) {
    Mqtt5AsyncClient client = connected(side, setting.broker().uri());
    Window window = new Window(load.inFlight());
    subscribe(client, responses, response -> read(response, window));
    MqttTopic requestTopic = MqttTopic.of(requests);
    MqttTopic responseTopic = MqttTopic.of(responses);
    AtomicLong calls = new AtomicLong();
    side.add(window, () -> request(client, requestTopic, responseTopic, calls.incrementAndGet()));
  }

  private static Mqtt5AsyncClient connected(Side side, URI broker) {
    Mqtt5AsyncClient client =
        Mqtt5Client.builder()
            .serverHost(broker.getHost())
            .serverPort(broker.getPort())
            .buildAsync();
    client.connect().join();
    side.closing(client);
    return client;
  }

  private static void subscribe(
      Mqtt5AsyncClient client, String filter, Consumer<Mqtt5Publish> taker) {
    client.publishes(MqttGlobalPublishFilter.ALL, taker);
    client.subscribeWith().topicFilter(filter).send().join();
  }

  private void request(
      Mqtt5AsyncClient client, MqttTopic requestTopic, MqttTopic responseTopic, long call) {
    String id = "3f786850e387550f-" + Long.toHexString(call);
    client.publish(
        Mqtt5Publish.builder()
            .topic(requestTopic)
            .payload(PlainJson.write(writer, List.of(Payloads.TEXT)))
            .contentType(CONTENT_TYPE)
            .payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UTF_8)
            .messageExpiryInterval(EXPIRY_SECONDS)
            .responseTopic(responseTopic)
            .correlationData(id.getBytes(StandardCharsets.US_ASCII))
            .userProperties(USER_PROPERTIES)
            .build());
  }

  private void answer(Mqtt5AsyncClient server, Mqtt5Publish request) {
    String text = PlainJson.<List<String>>read(arguments, request.getPayloadAsBytes()).get(0);
    server.publish(
        Mqtt5Publish.builder()
            .topic(request.getResponseTopic().orElseThrow())
            .payload(PlainJson.write(writer, text))
            .contentType(CONTENT_TYPE)
            .payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UTF_8)
            .correlationData(request.getCorrelationData().orElseThrow())
            .build());
  }

  /** Whose answer it is, is looked up by the correlation data, which is read for that. */
  private void read(Mqtt5Publish response, Window window) {
    ByteBuffer correlationData = response.getCorrelationData().orElseThrow();
    PlainJson.<String>read(results, response.getPayloadAsBytes());
    if (correlationData.hasRemaining()) {
      window.leave();
    }
  }
}
