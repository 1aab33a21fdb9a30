package io.mqttremoting.internal.mqtt5;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Resources that a test has opened; closed when it ends, the last one first. */
final class Opened implements AfterEachCallback {
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();

  <T extends AutoCloseable> T closedLater(T resource) {
    resources.push(resource);
    return resource;
  }

  int size() {
    return resources.size();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (AutoCloseable resource : resources) {
      resource.close();
    }
  }
}
