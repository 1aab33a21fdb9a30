package io.greenhouse.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.greenhouse.IGreenhouse;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.Contract;
import io.mqttremoting.ContractService;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.spring.test.EmbeddedMqttBroker;
import io.mqttremoting.testbroker.EmbeddedBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.env.Environment;

/** With a mock of the service, made of its contract. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@EmbeddedMqttBroker
class GreenhouseClientTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  @Autowired private Environment environment;
  @Autowired private IGreenhouse greenhouse;

  @Test
  void itShowsTheClimateAndCalibrates(@Autowired EmbeddedBroker broker) throws Exception {
    assertEquals(503, get("actuator/health").statusCode(), "the service is required");
    try (RemotingConnection other = MqttRemoting.connect(broker.uri().toString())) {
      ContractService mock =
          other.serve(Contract.of(IGreenhouse.class), (operation, arguments) -> answer(arguments));
      assertTrue(ClientHandle.of(greenhouse).awaitAvailable(DEADLINE));
      assertEquals(200, get("actuator/health").statusCode());

      String climate = "{\"rooms\":{\"a\":21.5},\"average\":21.5}";
      CompletableFuture<Object> changed = new CompletableFuture<>();
      greenhouse.onClimateChanged(changed::complete);
      mock.publish("climate", new ObjectMapper().readTree(climate));
      changed.get(DEADLINE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
      assertEquals(climate, get("api/climate").body());

      assertEquals(200, post("api/calibrate?room=a&offset=1").statusCode());
      HttpResponse<String> unknown = post("api/calibrate?room=b&offset=1");
      assertEquals(404, unknown.statusCode());
      assertEquals("no room b", unknown.body());
      assertTrue(get("").body().contains("<title>Greenhouse</title>"));
    }
  }

  private static CompletableFuture<JsonNode> answer(JsonNode arguments) {
    return arguments.get(0).asText().equals("a")
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(
            RemotingException.application("unknownRoom", "no room b"));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  private HttpResponse<String> post(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.noBody()).build());
  }

  private URI uri(String path) {
    return URI.create(
        "http://localhost:" + environment.getRequiredProperty("local.server.port") + "/" + path);
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
