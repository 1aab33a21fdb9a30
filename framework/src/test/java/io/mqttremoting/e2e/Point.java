package io.mqttremoting.e2e;

record Point(int x, int y) {}
