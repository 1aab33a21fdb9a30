package io.mqttremoting.e2e;

enum When {
  NOW,
  SOON,
  NEVER
}
