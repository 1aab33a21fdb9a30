package io.mqttremoting.internal.model;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/**
 * A property: without a setter it is read-only, without a change handler also constant.
 *
 * @param errors the exceptions that its setter declares, which confirmed writes can end with
 */
public record PropertyModel(
    String name,
    Type type,
    Method getter,
    Optional<Method> setter,
    Optional<HandlerModel> changeHandler,
    List<ErrorModel> errors) {}
