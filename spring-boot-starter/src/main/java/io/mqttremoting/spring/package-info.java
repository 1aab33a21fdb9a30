/** Clients and services of MQTT Remoting as beans of Spring Boot programs. */
@NullMarked
package io.mqttremoting.spring;

import org.jspecify.annotations.NullMarked;
