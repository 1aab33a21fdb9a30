/** Tests of Spring Boot programs that use MQTT Remoting. */
@NullMarked
package io.mqttremoting.spring.test;

import org.jspecify.annotations.NullMarked;
