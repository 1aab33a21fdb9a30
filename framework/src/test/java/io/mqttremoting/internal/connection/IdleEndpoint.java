package io.mqttremoting.internal.connection;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.wire.Message;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** An endpoint without subscriptions that ignores all events. */
public class IdleEndpoint implements Endpoint {
  @Override
  public List<String> filters(MqttVersion version) {
    return List.of();
  }

  @Override
  public int qos() {
    return 1;
  }

  @Override
  public Map<String, Consumer<Message>> receivers() {
    return Map.of();
  }

  @Override
  public boolean receiveOther(Message message) {
    return false;
  }

  @Override
  public void onUnreceivable(Message message, String reason) {}

  @Override
  public void onConnected() {}

  @Override
  public void onConnectionLost(Throwable cause) {}

  @Override
  public void onGivenUp(Throwable cause) {}
}
