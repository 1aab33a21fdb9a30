package io.mqttremoting.internal.model;

import io.mqttremoting.api.RemoteError;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the exceptions that an operation declares. */
final class ErrorReader {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorReader.class);

  private final Problems problems;

  ErrorReader(Problems problems) {
    this.problems = problems;
  }

  /** The declared exceptions with a stable name; subtypes come before their supertypes. */
  List<ErrorModel> read(Method method) {
    List<ErrorModel> models = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Class<?> declared : method.getExceptionTypes()) {
      RemoteError annotation = declared.getAnnotation(RemoteError.class);
      if (annotation == null) {
        warnIfChecked(method, declared);
        continue;
      }
      if (annotation.value().isBlank() || !names.add(annotation.value())) {
        problems.add(
            method,
            "@RemoteError names must be non-empty and unique within an operation; rename '"
                + annotation.value()
                + "' on "
                + declared.getSimpleName());
      }
      constructor(method, declared.asSubclass(Throwable.class))
          .ifPresent(found -> models.add(new ErrorModel(annotation.value(), found)));
    }
    models.sort((a, b) -> Integer.compare(depth(b.type()), depth(a.type())));
    return List.copyOf(models);
  }

  private Optional<Constructor<? extends Throwable>> constructor(
      Method method, Class<? extends Throwable> type) {
    if (Modifier.isAbstract(type.getModifiers())) {
      problems.add(
          method,
          "exceptions with @RemoteError are created at the caller, but "
              + type.getSimpleName()
              + " is abstract; annotate and declare its subtypes");
      return Optional.empty();
    }
    try {
      Constructor<? extends Throwable> constructor = type.getDeclaredConstructor(String.class);
      if (!constructor.trySetAccessible()) {
        problems.add(method, Problems.notOpen(type));
      }
      return Optional.of(constructor);
    } catch (NoSuchMethodException e) {
      problems.add(
          method,
          "exceptions with @RemoteError are created at the caller, but "
              + type.getSimpleName()
              + " has no constructor with a message; add "
              + type.getSimpleName()
              + "(String message)");
      return Optional.empty();
    }
  }

  private static void warnIfChecked(Method method, Class<?> declared) {
    if (!RuntimeException.class.isAssignableFrom(declared)
        && !Error.class.isAssignableFrom(declared)) {
      LOG.warn(
          "{} declares {}, which has no @RemoteError name: remote callers get a RemotingException"
              + " instead",
          Problems.key(method),
          declared.getSimpleName());
    }
  }

  private static int depth(Class<?> type) {
    int depth = 0;
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      depth++;
    }
    return depth;
  }
}
