package io.mqttremoting.benchmarks;

import io.mqttremoting.api.MqttVersion;
import java.net.URI;
import java.util.List;

/** A broker that was started to measure at it. */
interface Broker extends AutoCloseable {
  /** What it is and how it is set up. */
  String name();

  URI uri();

  /** The versions of MQTT that it speaks. */
  List<MqttVersion> versions();

  @Override
  void close();
}
