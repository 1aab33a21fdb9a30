package io.mqttremoting.internal.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mqttremoting.api.ServiceInfo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceListTest {
  @Test
  void aNameThatBeginsLikeAnotherWithASpaceIsAnotherService() {
    ServiceList list = new ServiceList();
    list.update(valuesOf("Door bell"));
    list.update(valuesOf("Door"));
    assertEquals("Door", list.find("io.house/Door").name());
    assertEquals("Door bell", list.find("io.house/Door bell").name());
  }

  @Test
  void servicesThatHaveGoneMakeRoomForNewOnes() {
    ServiceList list = new ServiceList();
    for (int i = 0; i < 5_001; i++) {
      ServiceInfo service = service("Door", Optional.of("door-" + i), ServiceInfo.State.ONLINE);
      list.update(service);
      list.update(service.withState(ServiceInfo.State.GONE));
    }
    list.update(service("Window", Optional.of("window-1"), ServiceInfo.State.ONLINE));
    assertFalse(list.hasLeftOut());
    assertEquals("Window", list.find("io.house/Window").name());
  }

  private static ServiceInfo valuesOf(String name) {
    return service(name, Optional.empty(), ServiceInfo.State.VALUES_ONLY);
  }

  private static ServiceInfo service(
      String name, Optional<String> clientId, ServiceInfo.State state) {
    return new ServiceInfo(
        Optional.empty(),
        Optional.empty(),
        "io.house",
        name,
        clientId,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        state);
  }
}
