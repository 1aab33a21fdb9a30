package io.mqttremoting.internal.model;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/**
 * A property. Without a setter it is read-only; without a change handler it is also constant.
 *
 * @param errors the exceptions that the setter declares; confirmed writes can fail with them
 */
public record PropertyModel(
    String name,
    Type type,
    Method getter,
    Optional<Method> setter,
    Optional<HandlerModel> changeHandler,
    List<ErrorModel> errors) {}
