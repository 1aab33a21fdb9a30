package io.mqttremoting.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.UserProperties;
import java.util.HashMap;
import java.util.Map;

/** Generates what a message carries besides its payload: topics and MQTT 5 properties. */
final class Headers {
  private static final String[] NAMES = {
    "remoting",
    "remoting-memory",
    "remoting-repeated-after",
    "remoting-error-code",
    "remoting-error-message",
    "remoting-error-type",
    "",
    "x"
  };
  private static final String[] TEXTS = {
    "1",
    "0",
    "-1",
    "",
    "refused",
    "APPLICATION",
    "INTERNAL",
    "NEWER",
    "999999999999999",
    "9999999999999999999",
    "١",
    "java.lang.Error",
    "line\nline",
    "\u0000",
    "\ud800"
  };

  private Headers() {}

  /** Generates a response topic: valid, forbidden, malformed or arbitrary. */
  static String responseTopic(Choices choices) {
    return switch (choices.below(12)) {
      case 0 -> Seeds.ID + "/prop/count";
      case 1 -> choices.of("io.world/Hello", Seeds.ID) + choices.of("/set/count", "/sig/tick");
      case 2 ->
          Seeds.ID
              + "/rpc/"
              + choices.of("reset", "v3/reset", "v3/result", "_cancel", "v3/_announce");
      case 3 -> choices.of("_remoting/server", Seeds.ID + "/_status/server", "_remoting/");
      case 4 -> choices.of("#", "+", "a/+/b", "$SYS/x", "", "a\u0000b", "a\ud800", "a\uFFFEb");
      case 5 -> choices.of("/", "t", "a/").repeat(choices.of(1, 50, 99, 101, 500, 1025, 30_000));
      case 6 -> new String(choices.bytes(40), ISO_8859_1);
      default -> Seeds.ID + "/rpc/reset/caller" + choices.below(3) + "/result";
    };
  }

  /** Generates the properties of a message: {@code good} ones, some of them replaced. */
  static Message.Properties properties(Choices choices, Message.Properties good) {
    return new Message.Properties(
        choices.once(4) ? (choices.once(3) ? null : responseTopic(choices)) : good.responseTopic(),
        choices.once(4) ? correlation(choices) : good.correlationData(),
        choices.once(4) ? choices.of(0L, 1L, 60L, 0xFFFF_FFFFL) : good.expirySeconds(),
        choices.once(3) ? user(choices, good.user()) : good.user());
  }

  private static byte[] correlation(Choices choices) {
    return switch (choices.below(4)) {
      case 0 -> null;
      case 1 -> new byte[choices.of(0, 1, 257, 65_535)];
      default -> choices.bytes(20);
    };
  }

  private static UserProperties user(Choices choices, UserProperties good) {
    Map<String, String> user = new HashMap<>(good.asMap());
    for (int i = choices.below(3); i >= 0; i--) {
      String name = choices.of(NAMES);
      if (choices.once(4)) {
        user.remove(name);
      } else {
        String long1 = choices.of("m", "😀").repeat(choices.of(1, 300, 21_000));
        user.put(name, choices.once(8) ? long1 : choices.of(TEXTS));
      }
    }
    return UserProperties.of(user);
  }
}
