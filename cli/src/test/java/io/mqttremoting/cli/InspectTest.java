package io.mqttremoting.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InspectTest {
  @Test
  void printsTheAddressOfThePageAndServesIt() throws Exception {
    try (Mosquitto broker = Mosquitto.start()) {
      CliSession.Running running = new CliSession(broker.uri().toString()).start("inspect");
      running.awaitLines(1);
      URI uri = URI.create(running.out().get(0));
      HttpResponse<String> page =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertEquals(200, page.statusCode());
      assertTrue(page.headers().firstValue("set-cookie").isPresent());
      CliSession.Result result = running.stop().await();
      assertEquals(0, result.code());
      String told = "inspecting " + broker.uri() + "; open this address, Ctrl-C ends it";
      assertEquals(told, result.err().get(0));
    }
  }

  @Test
  @Tag("long")
  void endsARequestThatDoesNotBecomeWhole() throws Exception {
    try (Mosquitto broker = Mosquitto.start()) {
      CliSession.Running running = new CliSession(broker.uri().toString()).start("inspect");
      running.awaitLines(1);
      URI uri = URI.create(running.out().get(0));
      try (Socket slow = new Socket(uri.getHost(), uri.getPort())) {
        slow.setSoTimeout((int) Await.DEADLINE.toMillis());
        slow.getOutputStream().write("GET / HTTP/1.1\r\nHost:".getBytes(StandardCharsets.UTF_8));
        assertEquals(-1, slow.getInputStream().read());
      }
      running.stop().await();
    }
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (Mosquitto broker = Mosquitto.start();
        ServerSocket taken = new ServerSocket(0)) {
      CliSession cli = new CliSession(broker.uri().toString());
      cli.run("inspect", "--port", Integer.toString(taken.getLocalPort()))
          .failed(2, "cannot listen there: Address already in use");
      cli.run("inspect", "--port", "70000").failed(2, "port must be from 0 to 65535, not 70000");
    }
  }
}
