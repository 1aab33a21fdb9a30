/**
 * The API for authors, implementers and callers of remote interfaces. This package has no
 * dependencies: a remote interface and its implementation can be used and tested without MQTT.
 */
@NullMarked
package io.mqttremoting.api;

import org.jspecify.annotations.NullMarked;
