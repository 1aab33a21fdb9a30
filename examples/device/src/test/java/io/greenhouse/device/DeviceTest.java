package io.greenhouse.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenhouse.IThermometer;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.testbroker.EmbeddedBroker;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeviceTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  @Test
  void itMeasuresAndCanBeCalibrated() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        RemotingConnection device = MqttRemoting.connect(broker.uri().toString());
        RemotingConnection other = MqttRemoting.connect(broker.uri().toString())) {
      CompletableFuture<Void> running =
          CompletableFuture.runAsync(
              () -> {
                try {
                  Device.run(device, "kitchen", ended);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      IThermometer kitchen = other.client(IThermometer.class, "kitchen");
      assertTrue(ClientHandle.of(kitchen).awaitAvailable(DEADLINE));
      BlockingQueue<Double> changes = new LinkedBlockingQueue<>();
      kitchen.onCelsiusChanged(changes::add);
      kitchen.calibrate(100);
      double measured;
      do {
        Double change = changes.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        assertTrue(change != null, "it measures no longer");
        measured = change;
      } while (measured < 100);
      assertEquals(120, measured, 5);
      ended.countDown();
      running.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
