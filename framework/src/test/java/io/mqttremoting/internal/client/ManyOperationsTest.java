package io.mqttremoting.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ManyOperationsTest {
  private static final int OPERATIONS = 300; // a constructor takes 254 arguments, at most

  @Test
  void interfaceMayHaveHundredsOfOperations() throws ReflectiveOperationException {
    Class<?> type = GeneratedInterfaces.withOperations(OPERATIONS);
    Object proxy =
        TestProxies.proxy(
            type,
            (self, method, args) ->
                Integer.parseInt(method.getName().substring(2)) + (int) args[0]);

    for (int i = 0; i < OPERATIONS; i++) {
      assertEquals(i + 1000, type.getMethod("op" + i, int.class).invoke(proxy, 1000));
    }
  }
}
