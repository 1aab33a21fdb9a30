package io.mqttremoting.internal.model;

/** A signal, whose arguments are the parameters of its handler. */
public record SignalModel(String name, HandlerModel handler) {}
