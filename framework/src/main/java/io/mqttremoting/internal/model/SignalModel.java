package io.mqttremoting.internal.model;

/** A signal; its arguments are the parameters of the handler. */
public record SignalModel(String name, HandlerModel handler) {}
