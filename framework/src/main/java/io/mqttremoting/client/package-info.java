/**
 * The caller's end: proxies of remote interfaces. {@link io.mqttremoting.client.ProxyFactory} is
 * the only user of Byte Buddy.
 */
package io.mqttremoting.client;
