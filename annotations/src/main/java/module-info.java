/**
 * What those who declare, implement and call remote interfaces compile against. It depends on
 * nothing but Java.
 */
module io.mqttremoting.api {
  exports io.mqttremoting.api;
}
