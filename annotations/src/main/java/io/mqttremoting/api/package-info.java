/**
 * The API for authors, implementers and callers of remote interfaces. This package has no
 * dependencies: a remote interface and its implementation can be used and tested without MQTT.
 */
package io.mqttremoting.api;
