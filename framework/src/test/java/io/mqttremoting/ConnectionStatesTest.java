package io.mqttremoting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ConnectionStatesTest {
  @Test
  void aHandlerThatIsTooSlowIsToldTheLatest() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    ConnectionStates states = new ConnectionStates(tasks::add);
    List<Integer> told = new ArrayList<>();
    states.onChanged(event -> told.add(event.failedAttempts()));
    for (int i = 0; i < 5000; i++) {
      states.enter(new ConnectionEvent(ConnectionState.CONNECTING, i, Optional.empty()));
    }
    tasks.forEach(Runnable::run);
    assertEquals(1000, told.size());
    assertEquals(4000, told.get(0));
    assertEquals(4999, told.get(999));
  }
}
