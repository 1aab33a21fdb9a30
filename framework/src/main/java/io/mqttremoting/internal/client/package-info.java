/**
 * The caller's end: proxies of remote interfaces. {@link
 * io.mqttremoting.internal.client.ProxyFactory} is the only user of Byte Buddy.
 */
package io.mqttremoting.internal.client;
