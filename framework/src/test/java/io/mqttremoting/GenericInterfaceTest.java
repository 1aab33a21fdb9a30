package io.mqttremoting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteError;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.testbroker.BrokerExtension;
import io.mqttremoting.testbroker.BrokerUri;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Client and service of an interface that inherits its methods from a generic one. */
@Timeout(60)
@ExtendWith(BrokerExtension.class)
class GenericInterfaceTest {
  record Point(int x, int y) {}

  @RemoteError("empty")
  @SuppressWarnings("serial")
  static class EmptyException extends Exception {
    EmptyException(String message) {
      super(message);
    }
  }

  interface Shelf<T> {
    @Operation
    T last(T[] values) throws EmptyException;

    @Operation
    Map<String, List<T>> label(String label, List<T> values);

    @Operation
    default CompletableFuture<T> lastAsync(T[] values) {
      throw new AssertionError("a client replaces this, and a service is called by the other");
    }

    default T lastOfOne(T[] one) throws EmptyException {
      return last(one);
    }
  }

  @RemoteInterface(module = "io.world.test")
  interface PointShelf extends Shelf<Point> {}

  static class PointShelfService implements PointShelf {
    @Override
    public Point last(Point[] values) throws EmptyException {
      if (values.length == 0) {
        throw new EmptyException("nothing there");
      }
      return values[values.length - 1];
    }

    @Override
    public Map<String, List<Point>> label(String label, List<Point> values) {
      return Map.of(label, values);
    }
  }

  private final Point point = new Point(1, 2);
  private RemotingConnection connection;
  private Shelf<Point> shelf;

  @BeforeEach
  void connect(@BrokerUri String broker) {
    connection = MqttRemoting.connection(broker).connectTimeout(Duration.ofSeconds(30)).connect();
    connection.serve(new PointShelfService());
    shelf = connection.client(PointShelf.class);
  }

  @AfterEach
  void close() {
    if (connection != null) { // null if connecting failed, and then that failure is what counts
      connection.close();
    }
  }

  @Test
  void argumentsAndResultsAreOfTheTypesThatTheInterfaceNames() throws Exception {
    Map<String, List<Point>> labelled = shelf.label("a", List.of(point));
    Point first = labelled.get("a").get(0);

    assertEquals(point, first);
    assertEquals(point, shelf.last(new Point[] {new Point(0, 0), point}));
  }

  @Test
  void annotatedDefaultMethodCallsTheService() throws Exception {
    assertEquals(point, shelf.lastAsync(new Point[] {point}).get(10, TimeUnit.SECONDS));
  }

  @Test
  void otherDefaultMethodsRunHereAndCallTheService() throws Exception {
    assertEquals(point, shelf.lastOfOne(new Point[] {point}));
  }

  @Test
  void declaredExceptionReachesTheCallerAsItself() {
    EmptyException thrown = assertThrows(EmptyException.class, () -> shelf.last(new Point[0]));

    assertEquals("nothing there", thrown.getMessage());
  }
}
