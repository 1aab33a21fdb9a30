package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.MqttVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Events of threads that were overtaken by another thread. */
class StateEventsTest {
  private static final List<ConnectionState> WITHOUT_A_CONNECTION =
      List.of(ConnectionState.DISCONNECTED, ConnectionState.CONNECTING, ConnectionState.GAVE_UP);

  private final StateMachine states = new StateMachine("tcp://broker:1");
  private final List<ConnectionState> told = new ArrayList<>();
  private final StateEvents events = new StateEvents(states, event -> told.add(event.state()));

  /** Returns what is told if each event is to be told now. */
  private List<ConnectionState> toldNow() {
    told.clear();
    for (ConnectionState state : ConnectionState.values()) {
      if (state != ConnectionState.CLOSED) {
        events.tell(new ConnectionEvent(state, 0, Optional.empty()));
      }
    }
    return List.copyOf(told);
  }

  @Test
  void nothingIsToldThatIsNoLongerTrue() throws Exception {
    assertEquals(WITHOUT_A_CONNECTION, toldNow());
    Link link = StateMachineTest.link(MqttVersion.MQTT_5);
    states.use(link);
    assertEquals(List.of(), toldNow(), "whoever restores it will tell");
    states.announced(link);
    states.restored(link);
    assertEquals(List.of(ConnectionState.CONNECTED), toldNow());
    Exception cause = new IllegalStateException("lost by the test");
    states.markLost(link, cause);
    assertEquals(List.of(ConnectionState.CONNECTED), toldNow(), "whoever noticed it will tell");
    states.lost(link, cause);
    assertEquals(WITHOUT_A_CONNECTION, toldNow());
  }

  @Test
  void afterTheEndNothingElseIsTold() {
    states.close();
    assertEquals(List.of(), toldNow());
    events.tell(new ConnectionEvent(ConnectionState.CLOSED, 0, Optional.empty()));
    assertEquals(List.of(ConnectionState.CLOSED), told);
  }
}
