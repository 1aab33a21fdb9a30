package io.mqttremoting.internal.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server. */
public final class PageServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);
  private static final int BACKLOG = 50;
  private static final int MAX_THREADS = 64;
  private static final int IDLE_SECONDS = 30;

  /** A page of its own: the cookie is not sent along a redirect that another site has caused. */
  private static final String ENTRANCE =
      "<!doctype html><title>Inspector</title><meta http-equiv=\"refresh\" content=\"0; url=/\">";

  private final HttpServer server;
  private final ExecutorService threads;
  private final PageFiles files;
  private volatile Runnable stopFeeds = () -> {};

  private PageServer(HttpServer server, ExecutorService threads, PageFiles files) {
    this.server = server;
    this.threads = threads;
    this.files = files;
  }

  /** Takes a port, and answers nothing yet. */
  public static PageServer bind(InetSocketAddress address) throws IOException {
    PageFiles files = new PageFiles();
    AtomicInteger count = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            0,
            MAX_THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "inspector-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    HttpServer server = HttpServer.create(address, BACKLOG);
    server.setExecutor(threads);
    return new PageServer(server, threads, files);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** Answers from now on. */
  public void start(Gate gate, Api api, Feeds feeds) {
    stopFeeds = feeds::close;
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            answerOrRefuse(exchange, gate, api, feeds);
          }
        });
    server.start();
  }

  private void answerOrRefuse(HttpExchange exchange, Gate gate, Api api, Feeds feeds)
      throws IOException {
    try {
      answer(exchange, gate, api, feeds);
    } catch (Refusal refusal) {
      Responses.text(exchange, refusal.status(), refusal.reason());
    } catch (RuntimeException | Error e) {
      LOG.error("the inspector failed at {}", exchange.getRequestURI().getPath(), e);
      Responses.text(
          exchange, Responses.INTERNAL_ERROR, "the inspector has failed; its log says why");
    }
  }

  private void answer(HttpExchange exchange, Gate gate, Api api, Feeds feeds) throws IOException {
    Optional<String> refusal = gate.refusal(exchange);
    if (refusal.isPresent()) {
      throw new Refusal(Refusal.FORBIDDEN, refusal.get());
    }
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/") && gate.showsToken(exchange)) {
      exchange.getResponseHeaders().set("Set-Cookie", gate.cookie());
      Responses.bytes(exchange, Responses.OK, "text/html; charset=utf-8", ENTRANCE.getBytes(UTF_8));
    } else if (path.equals("/events")) {
      feeds.send(exchange);
    } else if (path.startsWith("/api/")) {
      api.answer(exchange, path.substring("/api/".length()));
    } else {
      files.answer(exchange, path);
    }
  }

  @Override
  public void close() {
    stopFeeds.run();
    server.stop(0);
    threads.shutdown();
  }
}
