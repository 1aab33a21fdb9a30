package io.mqttremoting.internal.client.call;

/**
 * What all calls to one interface share.
 *
 * @param ids creates the correlation data
 * @param sets the change requests that calls must not overtake
 * @param ends called when a call ends
 */
record CallScope(
    CallIds ids, CallSender sender, SetOrder sets, CallThreads threads, CallEndListener ends) {}
