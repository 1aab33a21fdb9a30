package io.mqttremoting.internal.transport.paho;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Login;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.SendRoom;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.net.Socket;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.SocketFactory;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;

/** Converts our connect options to Paho's. */
final class PahoOptions {
  private PahoOptions() {}

  /**
   * Paho's options for one connection.
   *
   * @param socketUser gets each socket when it is made
   * @throws TransportException if the TLS settings cannot be obtained now
   */
  static MqttConnectOptions of(
      ConnectOptions options, Optional<Login> login, Consumer<Socket> socketUser)
      throws TransportException {
    MqttConnectOptions paho = new MqttConnectOptions();
    paho.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1); // else a refusal is retried as 3.1
    paho.setCleanSession(true);
    paho.setAutomaticReconnect(false);
    paho.setConnectionTimeout((int) Math.max(1, options.timeout().toSeconds()));
    paho.setKeepAliveInterval((int) options.keepAlive().toSeconds());
    paho.setMaxInflight(SendRoom.SIZE + 16); // those at QoS 2 have 16 places of their own
    Message will = options.will();
    paho.setWill(will.topic(), will.payload(), will.qos(), will.retained());
    paho.setSocketFactory(socketFactory(options, socketUser));
    paho.setHttpsHostnameVerificationEnabled(options.security().verifiesHostName());
    login.ifPresent(
        known -> {
          paho.setUserName(known.user());
          if (known.password() != null) {
            paho.setPassword(known.password().toCharArray());
          }
        });
    return paho;
  }

  private static SocketFactory socketFactory(ConnectOptions options, Consumer<Socket> socketUser)
      throws TransportException {
    if (!options.usesTls()) {
      return new NoDelaySocketFactory(options.address(), socketUser);
    }
    if (options.uri().getHost().startsWith("[")) { // Paho takes it for a host name, and rejects it
      throw new TransportException(
          ErrorCode.UNAVAILABLE,
          "cannot connect to "
              + options.uri()
              + ": with MQTT 3.1.1, TLS to an IPv6 address does not work; give the host by its"
              + " name",
          null);
    }
    Security security = options.security();
    return new NoDelaySslSocketFactory(
        security.sslContext(), security.verifiesHostName(), options.address(), socketUser);
  }
}
