package io.greenhouse.device;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A device: serves the thermometer of the room that its argument names, until it is ended. */
public final class Device {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private Device() {}

  public static void main(String[] arguments) throws InterruptedException {
    String room = arguments[0];
    CountDownLatch ended = new CountDownLatch(1);
    RemotingConnection connection =
        MqttRemoting.connection(MqttRemoting.defaultUri()).clientId("thermometer-" + room).start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  ended.countDown();
                  connection.close();
                }));
    run(connection, room, ended);
  }

  /** Serves a thermometer whose temperature goes up and down, until {@code ended}. */
  static void run(RemotingConnection connection, String room, CountDownLatch ended)
      throws InterruptedException {
    Thermometer thermometer = new Thermometer();
    connection.serve(thermometer, ServiceOptions.defaults().withInstance(room));
    int seconds = 0;
    do {
      thermometer.measured(20 + 5 * Math.sin(seconds++ / 10.0));
    } while (!ended.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
  }
}
