package io.mqttremoting.internal.client;

import io.mqttremoting.internal.model.WireName;

/** Clients with the same Java type and the same name on the wire share their client side. */
record ClientKey(Class<?> type, WireName name) {
  /** The key of the fleet: without the instance. */
  ClientKey ofFleet() {
    return new ClientKey(type, new WireName(name.module(), name.name(), ""));
  }

  /** The key of one instance of the fleet. */
  ClientKey at(String instance) {
    return new ClientKey(type, name.withInstance(instance));
  }
}
