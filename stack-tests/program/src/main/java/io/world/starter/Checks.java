package io.world.starter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Subscription;
import io.world.IHello;
import io.world.Message;
import io.world.When;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Calls what the program serves, and asks its actuator. */
@Component
public class Checks {
  private static final int JAVA_WITH_VIRTUAL_THREADS = 21;
  private static final int DEADLINE_SECONDS = 30;

  private final IHello hello;
  private final ILamp lamp;
  private final Map<String, RemotingConnection> connections;
  private final ObservationRegistry observations;
  private final Environment environment;

  Checks(
      @Qualifier("io.world.IHello") IHello hello, // the other one is the service
      @Qualifier("kitchen") ILamp lamp,
      Map<String, RemotingConnection> connections,
      ObservationRegistry observations,
      Environment environment) {
    this.hello = hello;
    this.lamp = lamp;
    this.connections = connections;
    this.observations = observations;
    this.environment = environment;
  }

  /** Throws an exception if something is wrong. */
  void run() throws Exception {
    int count = hello.say(new Message("hello"), When.NOW);
    check(count == 1, "say answers " + count);
    checkThread(lamp.dim(50).thread());
    checkValidation();
    check(connections.size() == 2, "it has the connections " + connections);
    checkActuator();
  }

  private void checkThread(String name) {
    boolean virtual =
        environment.getProperty("spring.threads.virtual.enabled", Boolean.class, false)
            && Runtime.version().feature() >= JAVA_WITH_VIRTUAL_THREADS;
    check(name.startsWith("remoting-virtual-") == virtual, "it runs in " + name);
  }

  /** The log of a service names the trace of its caller. In tests, Boot does not trace. */
  void traced() {
    Observation.createNotStarted("check", observations).observe(this::checkTrace);
  }

  private void checkTrace() {
    String own = MDC.get("traceId");
    CompletableFuture<String> handled = new CompletableFuture<>();
    Subscription handling = lamp.onDimmed(percent -> handled.complete(MDC.get("traceId")));
    String ofService = lamp.dim(50).trace();
    check(own != null && own.equals(ofService), "trace " + own + ", at the service " + ofService);
    String ofHandler = handled.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
    handling.close();
    boolean isMqtt5 = connections
            .get("plantMqttRemotingConnection")
            .mqttVersion()
            .equals(Optional.of(MqttVersion.MQTT_5));
    check(
        ofHandler != null && ofHandler.equals(own) == isMqtt5, // signals of 3.1.1 have no trace
        "trace " + own + ", at the handler " + ofHandler);
  }

  private void checkValidation() {
    try {
      lamp.dim(101);
    } catch (RemotingException e) {
      check(e.code() == ErrorCode.INVALID_ARGUMENT, "validation answers " + e);
      return;
    }
    throw new IllegalStateException("101 is not refused");
  }

  private void checkActuator() throws IOException, InterruptedException {
    JsonNode health = get("health");
    JsonNode own = health.path("components").path("mqttRemoting");
    check(health.path("status").asText().equals("UP"), "health is " + health);
    check(own.path("details").path("default").path("state").asText().equals("CONNECTED"), "" + own);
    JsonNode required = own.path("details").path("requiredServices");
    check(required.has("plant:io.world.starter.ILamp@kitchen"), "it requires " + required);
    JsonNode readiness = get("health/readiness");
    check(readiness.path("status").asText().equals("UP"), "readiness is " + readiness);
    check(readiness.path("components").has("mqttRemoting"), "readiness is " + readiness);
    JsonNode remoting = get("remoting");
    check(remoting.path("services").has("lamp"), "it has " + remoting);
    check(remoting.path("clients").has("io.world.IHello"), "it has " + remoting);
    check(get("remoting/io.world.Hello").has("interfaces"), "no contract of io.world.Hello");
  }

  /** What the actuator answers. */
  JsonNode get(String path) throws IOException, InterruptedException {
    String port = environment.getRequiredProperty("local.server.port");
    URI uri = URI.create("http://localhost:" + port + "/actuator/" + path);
    return new ObjectMapper()
        .readTree(
            HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body());
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new IllegalStateException(what);
    }
  }
}
