package io.mqttremoting.internal.client.call;

/** Called when a call ends, by the thread that ends it. Must not wait. */
interface CallEndListener {
  /** The call with this ID has ended; a reply that still arrives is ignored. */
  void onEnded(String id);
}
