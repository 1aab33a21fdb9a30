package io.mqttremoting.internal.model;

import io.mqttremoting.api.ContractModel;
import java.lang.reflect.Type;

/** A type that a contract describes and no Java class declares: its values are any JSON like it. */
public record DescribedType(ContractModel.Type type, ContractModel contract) implements Type {}
