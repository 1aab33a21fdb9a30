package io.mqttremoting.model;

import java.lang.reflect.Type;

/**
 * A parameter of an operation, or of a handler; the name is {@code arg0}, … where Java kept none.
 */
public record ParameterModel(String name, Type type) {}
