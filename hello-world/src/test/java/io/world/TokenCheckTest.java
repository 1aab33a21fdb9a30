package io.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientOptions;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testbroker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the example of docs/security.md. */
@Timeout(60)
class TokenCheckTest {
  private static IHello client(RemotingConnection connection, String token) {
    return connection.client(
        IHello.class,
        ClientOptions.defaults()
            .withInterceptor((call, chain) -> chain.proceed(call.withMetadata("token", token))));
  }

  @Test
  void aTokenAllowsCertainMembers() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        RemotingConnection connection = MqttRemoting.connect(broker.uri().toString())) {
      Map<String, Set<String>> allowed = Map.of("speaker", Set.of("say"), "other", Set.of("last"));
      connection.serve(
          new Hello(), ServiceOptions.defaults().withInterceptor(new TokenCheck(allowed)));
      Message hi = new Message("hi");
      assertEquals(1, client(connection, "speaker").say(hi, When.NOW));
      for (IHello refused :
          new IHello[] {client(connection, "other"), connection.client(IHello.class)}) {
        RemotingException thrown =
            assertThrows(RemotingException.class, () -> refused.say(hi, When.NOW));
        assertEquals(ErrorCode.PERMISSION_DENIED, thrown.code());
        assertEquals("the token does not allow this", thrown.reason());
      }
      assertEquals(2, client(connection, "speaker").say(hi, When.NOW));
    }
  }

  @Test
  void thePageShowsTheClassThatIsTested() throws Exception {
    String tested = Files.readString(Path.of("src/test/java/io/world/TokenCheck.java"));
    String shown = Files.readString(Path.of("../docs/security.md"));
    assertTrue(shown.contains(tested.substring(tested.indexOf("/** Allows"))), tested);
  }
}
