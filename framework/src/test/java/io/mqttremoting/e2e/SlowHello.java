package io.mqttremoting.e2e;

import io.mqttremoting.testsupport.Await;
import java.util.concurrent.CountDownLatch;

/** Waits in {@code say} until it is released. */
class SlowHello extends Hello {
  final CountDownLatch entered = new CountDownLatch(1);
  final CountDownLatch release = new CountDownLatch(1);

  @Override
  public int say(Message msg, When when) throws RefusedException {
    entered.countDown();
    Await.open(release);
    return super.say(msg, when);
  }
}
