package io.mqttremoting.internal.client.call;

/** A proxy, as its calls see it. Thread-safe. */
public interface Caller {
  /**
   * Throws if the proxy is closed.
   *
   * @throws io.mqttremoting.api.RemotingException of code {@code CANCELLED}
   */
  void checkOpen(String member);
}
