package io.mqttremoting.internal.client.presence;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Something that is asked several times until the answer is known. Thread-safe. */
final class Question {
  final BooleanSupplier answered;
  final AtomicInteger times = new AtomicInteger();

  /** Whether it will be asked later. */
  final AtomicBoolean waiting = new AtomicBoolean();

  Question(BooleanSupplier answered) {
    this.answered = answered;
  }
}
