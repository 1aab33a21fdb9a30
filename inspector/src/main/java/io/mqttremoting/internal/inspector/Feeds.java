package io.mqttremoting.internal.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.mqttremoting.RemoteObject;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.RemotingException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells browsers what changes, as server-sent events: at most ten a second to each, however much
 * comes from the broker.
 */
public final class Feeds {
  private static final Logger LOG = LoggerFactory.getLogger(Feeds.class);
  private static final int MAX_FEEDS = 32;
  private static final long PAUSE_MILLIS = 100;
  private static final long HEARTBEAT_MILLIS = 1_000;

  private final RemotingConnection connection;
  private final ServiceList list;
  private final Services services;
  private final boolean writes;
  private final Set<Outbox> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Feeds of the services in a list. */
  public Feeds(RemotingConnection connection, ServiceList list, Services services, boolean writes) {
    this.connection = connection;
    this.list = list;
    this.services = services;
    this.writes = writes;
  }

  /** Sends to one browser until it goes. */
  void send(HttpExchange exchange) throws IOException {
    Outbox outbox = new Outbox();
    open.add(outbox);
    try {
      if (open.size() > MAX_FEEDS || closed) {
        throw new Refusal(
            Refusal.UNAVAILABLE, "at most " + MAX_FEEDS + " pages are served at the same time");
      }
      Optional<String> watched = Query.of(exchange).find("service");
      if (watched.isEmpty()) {
        send(exchange, outbox, "");
      } else {
        try (RemoteObject object = services.open(services.find(watched.get()))) {
          watch(object, outbox);
          send(exchange, outbox, "");
        } catch (RemotingException | IllegalArgumentException e) {
          send(exchange, outbox, Text.printable(String.valueOf(e.getMessage())));
        }
      }
    } finally {
      open.remove(outbox);
      list.remove(outbox);
    }
  }

  private static void watch(RemoteObject object, Outbox outbox) {
    object.onAnyChanged(
        (property, value) -> outbox.value(property, value, System.currentTimeMillis()));
    object.onAnySignal(
        (signal, arguments) -> outbox.signal(signal, arguments, System.currentTimeMillis()));
    object.properties().forEach(outbox::retained);
  }

  private void send(HttpExchange exchange, Outbox outbox, String problem) throws IOException {
    list.add(outbox);
    Responses.headers(exchange, "text/event-stream");
    exchange.sendResponseHeaders(Responses.OK, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      boolean first = true;
      while (!outbox.isClosed()) {
        ObjectNode batch = outbox.take(HEARTBEAT_MILLIS);
        batch
            .put("all", first) // services that are not in it are no more
            .put("now", System.currentTimeMillis())
            .put("writes", writes)
            .put("leftOut", list.hasLeftOut())
            .put("problem", problem)
            .put("state", connection.state().name())
            .put("connection", connection.toString());
        out.write(("data: " + batch + "\n\n").getBytes(UTF_8));
        out.flush();
        first = false;
        Thread.sleep(PAUSE_MILLIS); // what comes meanwhile is joined
      }
    } catch (IOException e) {
      LOG.debug("a browser is gone", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all. */
  void close() {
    closed = true;
    open.forEach(Outbox::close);
  }
}
