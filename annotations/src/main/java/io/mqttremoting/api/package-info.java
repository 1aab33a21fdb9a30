/**
 * What authors, implementers and callers of a remote interface compile against. This package
 * depends on nothing: an interface annotated with it, and a class that implements that interface,
 * can be used and tested without MQTT.
 */
package io.mqttremoting.api;
