package io.mqttremoting.testsupport;

import java.net.URI;

/** A broker for tests: on a free port of this machine, without memory of earlier ones. */
public interface TestBroker extends AutoCloseable {
  /** Where to connect to. */
  URI uri();

  @Override
  void close();
}
