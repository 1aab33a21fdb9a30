package io.mqttremoting.internal.client.call;

/** Is told when a call ends, by whoever ends it. Must not wait. */
interface CallEndListener {
  /** No reply is awaited any more; one that comes all the same is ignored. */
  void onEnded(String id);
}
