package io.mqttremoting.internal.transport.paho;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.FilterPackets;
import io.mqttremoting.internal.transport.Login;
import io.mqttremoting.internal.transport.Reasons;
import io.mqttremoting.internal.transport.SendRoom;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.MqttSecurityException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** MQTT 3.1.1 with Eclipse Paho, whose own reconnect is never used. */
public final class PahoTransport implements Transport {
  private static final Logger LOG = LoggerFactory.getLogger(PahoTransport.class);

  private static final String CANNOT = "cannot connect to ";
  private static final int EXACTLY_ONCE_AT_A_TIME = 16;
  private static final Duration DISCONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration THREADS_TIMEOUT = Duration.ofMillis(500);

  /** Threads begin late on a machine that has too much to do. */
  private static final Duration BEGIN_TIMEOUT = Duration.ofMinutes(1);

  /** More than draining, disconnecting and ending the threads may take together. */
  private static final Duration END_TIMEOUT = Duration.ofSeconds(10);

  private static final int FAILURE = 0x80; // SUBACK return code, MQTT 3.1.1, section 3.9.3

  private final ConnectOptions options;
  private final Listener listener;
  private final PahoClient client;
  private final PahoThreads threads = new PahoThreads();
  private final SendRoom room;

  /** For QoS 2: mosquitto acknowledges those beyond 20 at a time and drops them. */
  private final SendRoom exactlyOnceRoom;

  private volatile boolean ended;

  private PahoTransport(ConnectOptions options, Listener listener) throws MqttException {
    this.options = options;
    this.listener = listener;
    this.room = new SendRoom(options.uri().toString());
    this.exactlyOnceRoom = new SendRoom(options.uri().toString(), EXACTLY_ONCE_AT_A_TIME);
    this.client =
        new PahoClient(
            options.uri().toString(),
            options.clientId(),
            threads,
            options.keepAlive(),
            options.maxPacketBytes());
    client.setCallback(new Callback());
  }

  /** Makes connections with Paho. */
  public static final class Factory implements TransportFactory {
    @Override
    public MqttVersion version() {
      return MqttVersion.MQTT_3_1_1;
    }

    @Override
    public Transport connect(ConnectOptions options, Listener listener) throws TransportException {
      return PahoTransport.connect(options, listener);
    }
  }

  private static Transport connect(ConnectOptions options, Listener listener)
      throws TransportException {
    Optional<Login> login = options.security().login();
    PahoTransport transport = null;
    boolean connected = false;
    try {
      transport = new PahoTransport(options, listener);
      MqttConnectOptions settings = PahoOptions.of(options, login, transport.client::use);
      IMqttToken answer = transport.client.connect(settings);
      waitFor("connect to " + options.uri(), answer, options.timeout());
      connected = true;
      return transport;
    } catch (MqttSecurityException e) {
      throw new TransportException(
          ErrorCode.PERMISSION_DENIED,
          CANNOT + options.uri() + ": " + Reasons.refused(login, e.getMessage()),
          e);
    } catch (MqttException | IllegalArgumentException e) {
      throw new TransportException(
          ErrorCode.UNAVAILABLE,
          CANNOT
              + options.uri()
              + ": "
              + (isTimeout(e) ? Reasons.noAnswer(options) : Reasons.ofConnecting(options, e)),
          e);
    } finally {
      if (transport != null && !connected) {
        transport.giveUp();
      }
    }
  }

  private static boolean isTimeout(Exception failure) {
    return failure instanceof MqttException e
        && e.getReasonCode() == MqttException.REASON_CODE_CLIENT_TIMEOUT;
  }

  @Override
  public MqttVersion version() {
    return MqttVersion.MQTT_3_1_1;
  }

  /** In MQTT 3.1.1 a broker has no way to refuse a message. */
  @Override
  public void publish(Message message, Duration patience, PublishListener listener)
      throws TransportException {
    if (message.qos() == 0 && room.isEmpty() && exactlyOnceRoom.isEmpty() && sentAtOnce(message)) {
      listener.onTaken();
      return;
    }
    SendRoom taken = message.qos() == 2 ? exactlyOnceRoom : room;
    int size = message.size();
    taken.enter(size, patience);
    boolean handedOver = false;
    try {
      client.publish(
          message.topic(),
          message.payload(),
          message.qos(),
          message.retained(),
          null,
          new Leave(taken, size, listener));
      handedOver = true;
    } catch (MqttException e) {
      throw failed("publish to " + message.topic(), e);
    } finally {
      if (!handedOver) {
        taken.leave(size);
      }
    }
  }

  @Override
  public int unsentMessages() {
    return room.count() + exactlyOnceRoom.count();
  }

  /** Whether the message is sent already; if not, what is wrong shows when Paho has it. */
  private boolean sentAtOnce(Message message) {
    try {
      return client.trySend(message);
    } catch (MqttException | IllegalArgumentException e) {
      return false;
    }
  }

  /** All packets are sent before the first answer is awaited: that is one round trip for all. */
  @Override
  public void subscribe(List<String> filters, int qos) throws TransportException {
    Map<List<String>, IMqttToken> answers = new LinkedHashMap<>();
    for (List<String> packet : FilterPackets.of(filters)) {
      int[] wanted = IntStream.generate(() -> qos).limit(packet.size()).toArray();
      try {
        answers.put(packet, client.subscribe(packet.toArray(String[]::new), wanted));
      } catch (MqttException e) {
        throw failed("subscribe to " + packet, e);
      }
    }
    for (Map.Entry<List<String>, IMqttToken> answer : answers.entrySet()) {
      await("subscribe to " + answer.getKey(), answer.getValue());
      checkGranted(answer.getKey(), answer.getValue().getGrantedQos());
    }
  }

  private void checkGranted(List<String> filters, int[] granted) throws TransportException {
    for (int i = 0; i < granted.length; i++) {
      if (granted[i] == FAILURE) {
        throw new TransportException(
            ErrorCode.PERMISSION_DENIED,
            options.uri() + " refuses the subscription to " + filters.get(i),
            null);
      }
    }
  }

  @Override
  public void unsubscribe(List<String> filters) throws TransportException {
    Map<List<String>, IMqttToken> answers = new LinkedHashMap<>();
    for (List<String> packet : FilterPackets.of(filters)) {
      try {
        answers.put(packet, client.unsubscribe(packet.toArray(String[]::new)));
      } catch (MqttException e) {
        throw failed("unsubscribe from " + packet, e);
      }
    }
    for (Map.Entry<List<String>, IMqttToken> answer : answers.entrySet()) {
      await("unsubscribe from " + answer.getKey(), answer.getValue());
    }
  }

  private void await(String what, IMqttToken answer) throws TransportException {
    try {
      waitFor(what + " at " + options.uri(), answer, options.timeout());
    } catch (MqttException e) {
      throw failed(what, e);
    }
  }

  /**
   * Waits for an answer. Paho alone would clear the thread's interrupt flag.
   *
   * @throws MqttException if there is no answer in time, or it is a refusal
   * @throws TransportException if the thread is interrupted
   */
  private static void waitFor(String what, IMqttToken answer, Duration limit)
      throws MqttException, TransportException {
    try {
      answer.waitForCompletion(limit.toMillis());
    } catch (MqttException e) {
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw new TransportException(
            ErrorCode.CANCELLED, "interrupted while waiting to " + what, e);
      }
      throw e;
    }
  }

  private TransportException failed(String what, MqttException e) {
    boolean noConnection = ended || !client.isConnected();
    return new TransportException(
        noConnection ? ErrorCode.UNAVAILABLE : ErrorCode.INTERNAL,
        "cannot " + what + " at " + options.uri() + ": " + Reasons.of(e),
        e);
  }

  @Override
  public void close() {
    if (ended) {
      return;
    }
    ended = true;
    awaitEnd(
        () -> {
          try {
            if (room.drain(DISCONNECT_TIMEOUT) && exactlyOnceRoom.drain(DISCONNECT_TIMEOUT)) {
              disconnect();
            } else { // Paho would wait for ever for what it cannot send
              LOG.warn("Some messages were not taken by {} before the end", options.uri());
              disconnectForcibly();
            }
          } finally {
            abandon();
          }
        });
  }

  /**
   * Ends the client in a thread of its own, for Paho swallows interrupts, and waits for that. An
   * interrupted thread waits, too: what was handed over is sent, and the flag is set again.
   */
  private void awaitEnd(Runnable ending) {
    Future<?> end = PahoThreads.begin(ending);
    long due = System.nanoTime() + END_TIMEOUT.toNanos();
    boolean interrupted = false;
    while (!end.isDone() && due - System.nanoTime() > 0) {
      try {
        end.get(due - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException | TimeoutException e) {
        LOG.warn("The client of {} did not end well", options.uri(), e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void disconnect() {
    try {
      client.disconnect(0).waitForCompletion(DISCONNECT_TIMEOUT.toMillis());
    } catch (MqttException e) {
      LOG.debug("Disconnecting from {} in peace failed", options.uri(), e);
      disconnectForcibly();
    }
  }

  private void disconnectForcibly() {
    try {
      client.disconnectForcibly(0, 500, false);
    } catch (MqttException e) {
      LOG.debug("Disconnecting from {} by force failed", options.uri(), e);
    }
  }

  /** Ends an attempt to connect, which may go on still, whatever the client says. */
  private void giveUp() {
    awaitEnd(
        () -> {
          try {
            client.awaitBegun(BEGIN_TIMEOUT);
            disconnectForcibly();
          } finally {
            abandon();
          }
        });
  }

  /** Frees everything, whatever state the client is in. */
  private void abandon() {
    ended = true;
    try {
      if (client.isConnected()) {
        disconnectForcibly();
      }
      client.close(true);
    } catch (MqttException e) {
      LOG.debug("Closing the client of {} failed", options.uri(), e);
    } finally {
      room.end();
      exactlyOnceRoom.end();
      endThreads();
    }
  }

  /**
   * What Paho has begun to start runs, and ends: its connecting thread waits for ever, deaf to
   * interrupts, for a receiver that was started and never ran.
   */
  private void endThreads() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(THREADS_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
      threads.shutdownNow();
    }
  }

  private final class Callback implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      listener.onMessage(
          new Message(topic, message.getPayload(), message.getQos(), message.isRetained()));
    }

    @Override
    public void connectionLost(Throwable cause) {
      if (ended) {
        return;
      }
      ended = true;
      listener.onLost(cause);
      PahoThreads.begin(PahoTransport.this::abandon); // Paho cannot be closed from its own thread
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {} // told to each message's listener
  }

  /** Runs in Paho's threads when a message is sent or acknowledged, or never will be. */
  private static final class Leave implements IMqttActionListener {
    private final SendRoom taken;
    private final int size;
    private final PublishListener told;

    Leave(SendRoom taken, int size, PublishListener told) {
      this.taken = taken;
      this.size = size;
      this.told = told;
    }

    @Override
    public void onSuccess(IMqttToken token) {
      taken.leave(size);
      told.onTaken();
    }

    @Override
    public void onFailure(IMqttToken token, Throwable cause) {
      taken.leave(size);
    }
  }
}
