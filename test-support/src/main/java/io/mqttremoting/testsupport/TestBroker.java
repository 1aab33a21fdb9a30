package io.mqttremoting.testsupport;

import java.net.URI;

/** A broker for tests, on a free port of this machine and without state of earlier ones. */
public interface TestBroker extends AutoCloseable {
  /** The URI to connect to. */
  URI uri();

  @Override
  void close();
}
