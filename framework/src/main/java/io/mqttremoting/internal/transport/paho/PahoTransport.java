package io.mqttremoting.internal.transport.paho;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Login;
import io.mqttremoting.internal.transport.Reasons;
import io.mqttremoting.internal.transport.SendRoom;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.MqttSecurityException;

/** MQTT 3.1.1 with Eclipse Paho, whose own reconnect is never used. */
public final class PahoTransport implements Transport {
  private static final String CANNOT = "cannot connect to ";
  private static final int EXACTLY_ONCE_AT_A_TIME = 16;

  private final PahoClient client;
  private final PahoRequests requests;
  private final PahoEnd end;
  private final SendRoom room;

  /**
   * The room of QoS 2 messages: if there are more than 20 at a time, mosquitto acknowledges the
   * others and drops them.
   */
  private final SendRoom exactlyOnceRoom;

  private PahoTransport(ConnectOptions options) throws MqttException {
    PahoThreads threads = new PahoThreads();
    this.room = new SendRoom(options.uri().toString());
    this.exactlyOnceRoom = new SendRoom(options.uri().toString(), EXACTLY_ONCE_AT_A_TIME);
    this.client =
        new PahoClient(
            options.uri().toString(),
            options.clientId(),
            threads,
            options.keepAlive(),
            options.maxPacketBytes());
    this.requests = new PahoRequests(client, options);
    this.end = new PahoEnd(client, threads, List.of(room, exactlyOnceRoom));
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
      transport = new PahoTransport(options);
      transport.client.setCallback(new Callback(listener, transport.end));
      MqttConnectOptions settings = PahoOptions.of(options, login, transport.client::use);
      IMqttToken answer = transport.client.connect(settings);
      PahoRequests.await("connect to " + options.uri(), answer, options.timeout());
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
        transport.end.giveUp();
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

  /**
   * Never calls {@link PublishListener#onRefused}: in MQTT 3.1.1 a broker cannot refuse a message.
   */
  @Override
  public void publish(Message message, Duration patience, PublishListener listener)
      throws TransportException {
    if (message.qos() == 0 && room.isEmpty() && exactlyOnceRoom.isEmpty() && sentAtOnce(message)) {
      listener.onTaken();
      return;
    }
    Sent sent = new Sent(message.size(), listener);
    (message.qos() == 2 ? exactlyOnceRoom : room).enter(sent, patience);
    boolean handedOver = false;
    try {
      client.publish(
          message.topic(), message.payload(), message.qos(), message.retained(), null, sent);
      handedOver = true;
    } catch (MqttException e) {
      handedOver = !sent.leave(); // leave() is false if the loss was already reported
      if (!handedOver) {
        throw requests.failed("publish to " + message.topic(), e);
      }
    } finally {
      if (!handedOver) {
        sent.leave();
      }
    }
  }

  @Override
  public int unsentMessages() {
    return room.count() + exactlyOnceRoom.count();
  }

  /**
   * Tries to send a message at once; returns whether it was sent. On a failure, Paho's own publish
   * shows what is wrong.
   */
  private boolean sentAtOnce(Message message) {
    try {
      return client.trySend(message);
    } catch (MqttException | IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public void subscribe(List<String> filters, int qos) throws TransportException {
    requests.subscribe(filters, qos);
  }

  @Override
  public void unsubscribe(List<String> filters) throws TransportException {
    requests.unsubscribe(filters);
  }

  @Override
  public void close() {
    end.close();
  }

  /** Called by Paho's threads. */
  private static final class Callback implements MqttCallback {
    private final Listener listener;
    private final PahoEnd end;

    Callback(Listener listener, PahoEnd end) {
      this.listener = listener;
      this.end = end;
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      listener.onMessage(
          new Message(
              topic,
              message.getPayload(),
              message.getQos(),
              message.isRetained(),
              message.isDuplicate(),
              Message.Properties.NONE));
    }

    @Override
    public void connectionLost(Throwable cause) {
      end.loseMessages();
      if (end.begins()) {
        listener.onLost(cause);
        end.abandonLater();
      }
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {} // see Sent
  }

  /**
   * A message that was handed to Paho. Paho's threads report that it was sent or acknowledged, or
   * never will be; they do not report that for each message.
   */
  private static final class Sent extends SendRoom.Place implements IMqttActionListener {
    Sent(int bytes, PublishListener listener) {
      super(bytes, listener);
    }

    @Override
    public void onSuccess(IMqttToken token) {
      taken();
    }

    @Override
    public void onFailure(IMqttToken token, Throwable cause) {
      lost();
    }
  }
}
