package io.mqttremoting.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.Arrays;

/** What memory is used and allocated. */
final class Heap {
  private static final int COLLECTIONS = 4;
  private static final long PAUSE_MILLIS = 50; // for what ends by itself meanwhile

  private Heap() {}

  /** How much of the heap is in use by what can be reached, in bytes. */
  static long used() throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(PAUSE_MILLIS);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** How much memory loaded classes take outside of the heap, in bytes. */
  static long classes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Metaspace"))
        .map(MemoryPoolMXBean::getUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }

  /** How much all threads have allocated since they began, in bytes. */
  static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
        .filter(bytes -> bytes > 0) // a thread that has just ended has -1
        .sum();
  }
}
