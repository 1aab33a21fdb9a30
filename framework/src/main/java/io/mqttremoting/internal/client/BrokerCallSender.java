package io.mqttremoting.internal.client;

import io.mqttremoting.internal.client.call.CallSender;
import io.mqttremoting.internal.concurrent.MessageCounts;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Sends the messages of calls on a connection to a broker. */
record BrokerCallSender(BrokerConnection connection, MessageCounts counts) implements CallSender {
  @Override
  public boolean isConnected() {
    return connection.isConnected();
  }

  @Override
  public boolean speaksMqtt5() {
    return connection.speaksMqtt5();
  }

  @Override
  public Supplier<Optional<Throwable>> send(
      Message message, Duration patience, Transport.PublishListener listener)
      throws TransportException {
    return connection.sender().publish(message, patience, listener);
  }

  @Override
  public void repeat(Message message, Duration patience, Transport.PublishListener listener)
      throws TransportException {
    counts.onRepeated();
    send(message, patience, listener);
  }

  @Override
  public void send(Message message, Duration patience) throws TransportException {
    Sender sender = connection.sender();
    sender.publish(message, patience, refusal -> sender.logRefusal(message, refusal));
  }

  @Override
  public boolean sendAndWait(Message message) throws TransportException {
    return connection.sender().ask(Sender.When.NOW, message).await();
  }
}
