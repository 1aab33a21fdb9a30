package io.mqttremoting.testbroker;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a parameter of type {@link java.net.URI} or {@link String} for which {@link
 * BrokerExtension} provides the address of the shared broker, {@code tcp://127.0.0.1:port}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface BrokerUri {}
