package io.mqttremoting.testbroker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class BrokerExtensionTest {

  private static EmbeddedBroker shared;

  private final EmbeddedBroker broker;
  private final URI uri;
  private final String address;

  BrokerExtensionTest(EmbeddedBroker broker, @BrokerUri URI uri, @BrokerUri String address) {
    this.broker = broker;
    this.uri = uri;
    this.address = address;
  }

  @BeforeAll
  static void beforeAll(EmbeddedBroker broker, @BrokerUri URI uri) {
    shared = broker;
    assertEquals(broker.uri(), uri);
  }

  @BeforeEach
  void beforeEach(EmbeddedBroker each) {
    assertSame(shared, each);
  }

  @AfterEach
  void afterEach(@BrokerUri String each) {
    assertEquals(shared.uri().toString(), each);
  }

  @AfterAll
  static void afterAll(EmbeddedBroker broker) {
    assertSame(shared, broker);
  }

  @Test
  void fillsConstructors() {
    assertSame(shared, broker);
    assertEquals(shared.uri(), uri);
    assertEquals(shared.uri().toString(), address);
  }

  @Test
  void fillsTestMethodsBesideOthersParameters(
      TestInfo info, EmbeddedBroker broker, @BrokerUri URI uri, @BrokerUri String address) {
    assertNotNull(info);
    assertSame(shared, broker);
    assertEquals(shared.uri(), uri);
    assertEquals(shared.uri().toString(), address);
  }

  @Test
  void clientsCanConnect(@BrokerUri URI uri) throws Exception {
    new TestClient(uri, "BrokerExtensionTest").close();
  }

  @Nested
  class InNestedTests {
    @Test
    void itIsTheSameBroker(EmbeddedBroker broker) {
      assertSame(shared, broker);
      assertFalse(broker.uri().toString().isEmpty());
    }
  }
}
