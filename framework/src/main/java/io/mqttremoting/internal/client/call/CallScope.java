package io.mqttremoting.internal.client.call;

/**
 * What all calls to one interface share.
 *
 * @param ids makes the correlation data
 * @param sets the change requests that calls must not overtake
 * @param ends told of each call that ends
 */
record CallScope(
    CallIds ids, CallSender sender, SetOrder sets, CallThreads threads, CallEndListener ends) {}
