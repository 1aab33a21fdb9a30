package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.ServiceOptions;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.RawClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that replies only on the reply topics of its own interface. */
class ReplyTopicsTest {
  private static final String ID = "io.test.wide/Everything";

  private final Rig rig = new Rig();
  private final Everything everything = new Everything();
  private RawClient raw;

  @BeforeEach
  void serve() {
    rig.connect("server").serve(everything, ServiceOptions.defaults().withOwnReplyTopicsOnly());
    raw = rig.observer("raw");
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private static String request(String responseTopic, String data) {
    return "{\"correlationData\":\"a\",\"responseTopic\":\""
        + responseTopic
        + "\",\"data\":"
        + data
        + "}";
  }

  @Test
  void requestThatNamesAnotherTopicIsNeitherExecutedNorAnswered() {
    List<String> others =
        List.of(
            "my/reply",
            "home/door/open",
            "io.test.wide/Everything/result",
            "io.test.wide/Other/rpc/v3/reset/me/result",
            "io.test.wide/Everything/rpc/v3/reset/me/other");
    try (LogCapture log = new LogCapture()) {
      for (String topic : others) {
        log.clear();
        raw.publish(ID + "/rpc/v3/reset", request(topic, "[]"));
        log.line(ID + ".reset: a request is refused, INVALID_ARGUMENT: ");
        log.clear();
        raw.publish(ID + "/rpc/v3/nosuch", request(topic, "[]"));
        log.line(ID + ".nosuch: a request is refused, UNIMPLEMENTED: no such member");
      }
    }
    raw.fence();
    others.forEach(topic -> assertEquals(List.of(), raw.lines(topic)));
    assertEquals(0, everything.resets.get());
  }

  @Test
  void aPingThatNamesAnotherTopicIsNotAnswered() {
    String own = ID + "/rpc/v3/_ping/raw/result";
    raw.publish(ID + "/rpc/v3/_ping", request("my/reply", "[]"));
    raw.publish(ID + "/rpc/v3/_ping", request(own, "[]"));
    raw.next(own);
    raw.fence();
    assertEquals(List.of(), raw.lines("my/reply"));
  }

  @Test
  void clientsAreAnswered() {
    String topic = ID + "/rpc/v3/negate/raw/result";
    raw.publish(ID + "/rpc/v3/negate", request(topic, "[5]"));
    assertEquals("{\"correlationData\":\"a\",\"data\":-5}", raw.next(topic).text());
    IEverything client = rig.connect("caller").client(IEverything.class);
    assertEquals(-7, client.negate(7));
  }
}
