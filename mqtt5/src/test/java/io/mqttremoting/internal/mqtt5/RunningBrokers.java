package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.testsupport.TestBroker;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One broker of each kind that the tests of a class use; stopped after all of them. */
final class RunningBrokers implements AfterAllCallback {
  private final Map<BrokerKind, TestBroker> running = new EnumMap<>(BrokerKind.class);

  TestBroker of(BrokerKind kind) {
    return running.computeIfAbsent(kind, BrokerKind::start);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    running.values().forEach(TestBroker::close);
    running.clear();
  }
}
