package io.mqttremoting.testsupport;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a connection open, because that would disturb the test classes
 * after it. JUnit finds this extension by itself, in every module that depends on this one.
 */
public final class NoThreadsRemain implements AfterAllCallback {
  private static final List<String> PREFIXES =
      List.of("remoting-", "MQTT ", "com.hivemq.client.mqtt");

  @Override
  public void afterAll(ExtensionContext context) {
    if (context.getTestClass().filter(type -> type.getEnclosingClass() == null).isPresent()) {
      check();
    }
  }

  /** Waits until no thread of a connection is left. */
  public static void check() {
    Await.equal(List.of(), NoThreadsRemain::ofConnections);
  }

  /** Those of the library, of Paho and of the HiveMQ client; RxJava keeps a few of its own. */
  private static List<String> ofConnections() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> PREFIXES.stream().anyMatch(name::startsWith))
        .toList();
  }
}
