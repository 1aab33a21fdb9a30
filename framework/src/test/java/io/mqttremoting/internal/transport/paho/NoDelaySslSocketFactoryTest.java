package io.mqttremoting.internal.transport.paho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.internal.transport.Security;
import java.io.IOException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** How sockets are prepared before Paho connects them. */
class NoDelaySslSocketFactoryTest {
  private static SSLSocket socket(boolean verifiesHostName) throws IOException {
    return (SSLSocket)
        new NoDelaySslSocketFactory(Security.jvmContext(), verifiesHostName, null, made -> {})
            .createSocket();
  }

  @Test
  void socketsSendAtOnce() throws IOException {
    try (SSLSocket socket = socket(true)) {
      assertTrue(socket.getTcpNoDelay());
    }
  }

  @Test
  void socketsVerifyTheHostNameUnlessToldNotTo() throws IOException {
    try (SSLSocket verifying = socket(true);
        SSLSocket trusting = socket(false)) {
      assertEquals("HTTPS", verifying.getSSLParameters().getEndpointIdentificationAlgorithm());
      assertNull(trusting.getSSLParameters().getEndpointIdentificationAlgorithm());
    }
  }
}
