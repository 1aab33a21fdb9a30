package io.mqttremoting.testsupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.net.SocketFactory;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.TimerPingSender;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * A plain MQTT client that knows nothing of this library: it records the messages it receives, and
 * publishes what a test says.
 */
public final class RawClient implements AutoCloseable {
  private static final int REFUSED = 0x80; // SUBACK return code, MQTT 3.1.1, section 3.9.3

  /** Those that connect, send, receive, deliver and disconnect. */
  private static final int PAHO_THREADS = 5;

  private static final AtomicInteger FENCES = new AtomicInteger();

  /** Own ones, because Paho leaves its sending thread when a connection ends as it begins. */
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(PAHO_THREADS, task -> new Thread(task, "MQTT raw client"));

  private final MqttAsyncClient client;
  private final boolean sessionPresent;
  private final List<Packet> packets = new ArrayList<>(); // guarded by itself

  private volatile boolean wantsQuestions;

  /**
   * Whether services are asked to announce themselves on this topic. Clients do so by themselves, a
   * second or so after a connect.
   */
  public static boolean isQuestion(String topic) {
    return topic.endsWith("/_announce");
  }

  public RawClient(URI broker, String clientId) {
    this(broker, clientId, true);
  }

  private RawClient(URI broker, String clientId, boolean cleanSession) {
    boolean connected = false;
    try {
      client =
          new MqttAsyncClient(
              broker.toString(), clientId, new MemoryPersistence(), new TimerPingSender(), threads);
      client.setCallback(new Recorder());
      MqttConnectOptions options = new MqttConnectOptions();
      options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
      options.setCleanSession(cleanSession);
      options.setSocketFactory(new NoDelay());
      options.setMaxInflight(10_000);
      IMqttToken answer = client.connect(options);
      answer.waitForCompletion(Await.DEADLINE.toMillis());
      sessionPresent = answer.getSessionPresent();
      connected = true;
    } catch (MqttException e) {
      throw new AssertionError(e);
    } finally {
      if (!connected) {
        threads.shutdownNow();
      }
    }
  }

  /**
   * Connects with an identifier that is in use, so that the broker ends the other connection and
   * publishes its will, and disconnects.
   */
  public static void takeOver(URI broker, String clientId) {
    new RawClient(broker, clientId).close();
  }

  /**
   * Whether the broker still keeps a session, with its subscriptions, for a disconnected client.
   */
  public static boolean hasSession(URI broker, String clientId) {
    try (RawClient client = new RawClient(broker, clientId, false)) {
      return client.sessionPresent;
    }
  }

  /**
   * Subscribes at QoS 2, so that each message comes at the QoS that it was published with. Fails if
   * the broker refuses. {@linkplain #isQuestion Questions} are recorded only after a subscription
   * to their own topic.
   */
  public RawClient subscribe(String filter) {
    return subscribe(filter, 2);
  }

  /** Subscribes at QoS 1; false if the broker refuses. */
  public boolean trySubscribe(String filter) {
    return trySubscribe(filter, 1);
  }

  private RawClient subscribe(String filter, int qos) {
    if (!trySubscribe(filter, qos)) {
      throw new AssertionError("the subscription to " + filter + " is refused");
    }
    return this;
  }

  private boolean trySubscribe(String filter, int qos) {
    wantsQuestions |= isQuestion(filter);
    try {
      IMqttToken answer = client.subscribe(filter, qos);
      answer.waitForCompletion(Await.DEADLINE.toMillis());
      return answer.getGrantedQos()[0] != REFUSED;
    } catch (MqttException e) {
      throw new AssertionError(e);
    }
  }

  public void unsubscribe(String filter) {
    try {
      client.unsubscribe(filter).waitForCompletion(Await.DEADLINE.toMillis());
    } catch (MqttException e) {
      throw new AssertionError(e);
    }
  }

  public void publish(String topic, String payload) {
    publish(topic, payload.getBytes(StandardCharsets.UTF_8), false);
  }

  /** Publishes at QoS 0, without waiting. */
  public void publishAtQos0(String topic, String payload) {
    publish(topic, payload.getBytes(StandardCharsets.UTF_8), 0, false);
  }

  public void retain(String topic, String payload) {
    publish(topic, payload.getBytes(StandardCharsets.UTF_8), true);
  }

  /** Publishes at QoS 1, and waits for the broker's acknowledgement. */
  public void publish(String topic, byte[] payload, boolean retained) {
    publish(topic, payload, 1, retained);
  }

  /** Clears a retained message; at QoS 0, because Moquette 0.17 keeps it at others. */
  public void forget(String topic) {
    publish(topic, new byte[0], 0, true);
    fence();
  }

  private void publish(String topic, byte[] payload, int qos, boolean retained) {
    try {
      client.publish(topic, payload, qos, retained).waitForCompletion(Await.DEADLINE.toMillis());
    } catch (MqttException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for the next message on {@code topic}, and removes it from those received. */
  public Packet next(String topic) {
    return next("a message on " + topic, packet -> packet.topic().equals(topic));
  }

  /** Waits for the next message that is {@code wanted}, and removes it from those received. */
  public Packet next(String what, Predicate<Packet> wanted) {
    long end = System.nanoTime() + Await.DEADLINE.toNanos();
    synchronized (packets) {
      while (true) {
        for (int i = 0; i < packets.size(); i++) {
          if (wanted.test(packets.get(i))) {
            return packets.remove(i);
          }
        }
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          return fail("never came: " + what + "; but " + packets);
        }
        try {
          packets.wait(millis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AssertionError(e);
        }
      }
    }
  }

  /** The messages that were received and not removed yet. */
  public List<Packet> seen() {
    synchronized (packets) {
      return List.copyOf(packets);
    }
  }

  /** The messages below {@code prefix} that were received and not removed yet, as lines. */
  public List<String> lines(String prefix) {
    return seen().stream().filter(p -> p.topic().startsWith(prefix)).map(Packet::line).toList();
  }

  /** Waits until {@code lines}, and nothing else, have been received below {@code prefix}. */
  public void awaitLines(String prefix, String... lines) {
    Await.equal(List.of(lines), () -> lines(prefix));
    fence();
    assertEquals(List.of(lines), lines(prefix));
  }

  /** Waits until {@code lines}, and nothing else, are retained below {@code filter}. */
  public void awaitRetained(String filter, String... lines) {
    Await.equal(List.of(lines), () -> retained(filter));
  }

  public void clear() {
    synchronized (packets) {
      packets.clear();
    }
  }

  /** Returns when this client has received everything that the broker had accepted before. */
  public void fence() {
    String topic = "fence/" + client.getClientId() + "/" + FENCES.incrementAndGet();
    subscribe(topic);
    publish(topic, "");
    next(topic);
    unsubscribe(topic);
  }

  /**
   * The retained messages that match {@code filter}, as lines. This client must not be subscribed
   * to the filter. Subscribes at QoS 0, because Moquette 0.17 delivers without the retain flag at
   * others.
   */
  public List<String> retained(String filter) {
    clear();
    subscribe(filter, 0);
    fence();
    unsubscribe(filter);
    List<String> lines = seen().stream().map(Packet::line).sorted().toList();
    clear();
    return lines;
  }

  @Override
  public void close() {
    try {
      if (client.isConnected()) {
        disconnect();
      }
      client.close(true);
    } catch (MqttException e) {
      throw new AssertionError(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private void disconnect() throws MqttException {
    try {
      client.disconnect(0).waitForCompletion(Await.DEADLINE.toMillis());
    } catch (MqttException e) {
      if (client.isConnected()) { // else the broker has just closed the connection
        throw e;
      }
    }
  }

  private final class Recorder implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      if (isQuestion(topic) && !wantsQuestions) {
        return;
      }
      synchronized (packets) {
        packets.add(
            new Packet(topic, message.getPayload(), message.getQos(), message.isRetained()));
        packets.notifyAll();
      }
    }

    @Override
    public void connectionLost(Throwable cause) {}

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {}
  }

  private static final class NoDelay extends SocketFactory {
    @Override
    public Socket createSocket() throws IOException {
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }
  }
}
