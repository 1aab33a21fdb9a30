package io.mqttremoting.model;

/** A signal, whose arguments are the parameters of its handler. */
public record SignalModel(String name, HandlerModel handler) {}
