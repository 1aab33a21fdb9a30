package io.mqttremoting.internal.model;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteError;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Reads operations and pairs the blocking method of an operation with its future method. */
final class OperationReader {
  private static final String ASYNC = "Async";
  private static final Duration MAX_TIMEOUT = Duration.ofDays(365); // the same as for a connection

  private final Problems problems;
  private final Map<TypeVariable<?>, Type> bindings;
  private final ErrorReader errors;
  private final MemberNames names;

  OperationReader(Problems problems, Map<TypeVariable<?>, Type> bindings) {
    this.problems = problems;
    this.bindings = bindings;
    this.errors = new ErrorReader(problems);
    this.names = new MemberNames(problems, "@Operation");
  }

  List<OperationModel> read(List<Method> methods) {
    Map<String, List<Method>> blocking = new LinkedHashMap<>();
    Map<String, List<Method>> future = new LinkedHashMap<>();
    for (Method method : methods) {
      if (!returnsFuture(method)) {
        blocking.computeIfAbsent(givenName(method), n -> new ArrayList<>()).add(method);
      }
    }
    for (Method method : methods) {
      if (returnsFuture(method)) {
        String name = pairedName(method, blocking);
        future.computeIfAbsent(name, n -> new ArrayList<>()).add(method);
      }
    }
    return Stream.concat(blocking.keySet().stream(), future.keySet().stream())
        .distinct()
        .map(
            name ->
                read(
                    name,
                    blocking.getOrDefault(name, List.of()),
                    future.getOrDefault(name, List.of())))
        .toList();
  }

  private static boolean returnsFuture(Method method) {
    return method.getReturnType() == CompletableFuture.class;
  }

  private static String givenName(Method method) {
    String given = method.getAnnotation(Operation.class).value();
    return given.isEmpty() ? method.getName() : given;
  }

  private String pairedName(Method method, Map<String, List<Method>> blocking) {
    String name = givenName(method);
    if (method.getAnnotation(Operation.class).value().isEmpty() && name.endsWith(ASYNC)) {
      String stem = name.substring(0, name.length() - ASYNC.length());
      return blocking.values().stream()
          .flatMap(List::stream)
          .filter(other -> other.getName().equals(stem))
          .min(Comparator.comparing(other -> !parameterTypes(other).equals(parameterTypes(method))))
          .map(OperationReader::givenName)
          .orElse(name);
    }
    return name;
  }

  private OperationModel read(String name, List<Method> blocking, List<Method> future) {
    OperationModel model = read(name, blocking.stream().findFirst(), future.stream().findFirst());
    // further methods with this name are refused, but their other problems are reported, too
    blocking.stream().skip(1).forEach(method -> read(name, Optional.of(method), Optional.empty()));
    future.stream().skip(1).forEach(method -> read(name, Optional.empty(), Optional.of(method)));
    return model;
  }

  private OperationModel read(String name, Optional<Method> blocking, Optional<Method> future) {
    Method method = blocking.or(() -> future).orElseThrow();
    names.check(method, name);
    checkReserved(name, method);
    if (blocking.isPresent() && future.isPresent()) {
      checkPair(name, blocking.get(), future.get());
    }
    return new OperationModel(
        name,
        parameters(method),
        resultType(method),
        blocking.map(problems::accessible),
        future.map(problems::accessible),
        timeout(name, blocking, future),
        oneWay(name, blocking, future),
        delivery(name, blocking, future),
        errors.read(method));
  }

  private void checkReserved(String name, Method method) {
    if (name.startsWith("_") || name.equals("v3")) {
      problems.add(
          method,
          "the @Operation name '"
              + name
              + "' is reserved, as are all that start with '_'; choose another with"
              + " @Operation(\"name\")");
    }
  }

  private void checkPair(String name, Method blocking, Method future) {
    boolean sameParameters = parameterTypes(blocking).equals(parameterTypes(future));
    if (!sameParameters) {
      parameters(future); // reports their problems; otherwise nothing would
    }
    if (!sameParameters || !resultType(blocking).equals(resultType(future))) {
      problems.add(
          future,
          "the two methods of @Operation '"
              + name
              + "' must agree, but "
              + Problems.key(blocking)
              + " with result "
              + Types.show(resultType(blocking))
              + " and this one with result "
              + Types.show(resultType(future))
              + " do not; use the same parameters and result, or different names");
    }
    Stream.of(future.getExceptionTypes())
        .filter(error -> error.isAnnotationPresent(RemoteError.class))
        .filter(error -> !List.of(blocking.getExceptionTypes()).contains(error))
        .forEach(
            error ->
                problems.add(
                    future,
                    "the blocking method of @Operation '"
                        + name
                        + "' defines which exceptions callers get, but it does not declare "
                        + error.getSimpleName()
                        + "; declare it there, too"));
  }

  private List<Type> parameterTypes(Method method) {
    return Stream.of(method.getGenericParameterTypes())
        .map(type -> Types.resolve(type, bindings))
        .toList();
  }

  private List<ParameterModel> parameters(Method method) {
    List<ParameterModel> models = new ArrayList<>();
    for (Parameter parameter : method.getParameters()) {
      Type type = Types.resolve(parameter.getParameterizedType(), bindings);
      ParameterModel model = ParameterModel.of(parameter, models.size(), type);
      problems.checkPayload(method, "parameter '" + model.name() + "'", type);
      models.add(model);
    }
    return List.copyOf(models);
  }

  /** The result type; primitives are boxed so that both methods of a pair have the same type. */
  private Type resultType(Method method) {
    Type type = Types.resolve(method.getGenericReturnType(), bindings);
    if (returnsFuture(method)) {
      if (!(type instanceof ParameterizedType parameterized)) {
        problems.checkPayload(method, "the result of an @Operation", type);
        return Object.class;
      }
      type = parameterized.getActualTypeArguments()[0];
    } else if (Future.class.isAssignableFrom(Types.erase(type))
        || CompletionStage.class.isAssignableFrom(Types.erase(type))) {
      problems.add(
          method,
          "an @Operation must return T, void or CompletableFuture<T>, not "
              + Types.show(type)
              + "; return CompletableFuture");
      return Object.class;
    }
    if (type == void.class || type == Void.class) {
      return void.class;
    }
    problems.checkPayload(method, "the result of an @Operation", type);
    return Types.boxed(type);
  }

  private boolean oneWay(String name, Optional<Method> blocking, Optional<Method> future) {
    List<Method> oneWay =
        Stream.concat(blocking.stream(), future.stream())
            .filter(method -> method.getAnnotation(Operation.class).oneWay())
            .toList();
    for (Method method : oneWay) {
      if (resultType(method) != void.class) {
        problems.add(
            method,
            "@Operation '"
                + name
                + "' is oneWay, so it has no reply and no result; return void, or remove oneWay");
      }
    }
    return !oneWay.isEmpty();
  }

  private Delivery delivery(String name, Optional<Method> blocking, Optional<Method> future) {
    List<Delivery> given =
        Stream.concat(blocking.stream(), future.stream())
            .map(method -> method.getAnnotation(Operation.class).delivery())
            .filter(delivery -> delivery != Delivery.AUTO)
            .distinct()
            .toList();
    if (given.size() > 1) {
      problems.add(
          future.orElseThrow(),
          "the two methods of @Operation '"
              + name
              + "' must have the same delivery; set it on only one of them");
    }
    return given.isEmpty() ? Delivery.AUTO : given.get(0);
  }

  private Optional<Duration> timeout(
      String name, Optional<Method> blocking, Optional<Method> future) {
    long[] given =
        Stream.concat(blocking.stream(), future.stream())
            .mapToLong(method -> method.getAnnotation(Operation.class).timeoutMillis())
            .filter(millis -> millis != 0)
            .distinct()
            .toArray();
    Method method = blocking.or(() -> future).orElseThrow();
    if (LongStream.of(given).anyMatch(millis -> millis < 0)) {
      problems.add(
          method,
          "timeoutMillis of @Operation '" + name + "' must be positive; correct or omit it");
    }
    if (LongStream.of(given).anyMatch(millis -> millis > MAX_TIMEOUT.toMillis())) {
      problems.add(
          method,
          "timeoutMillis of @Operation '"
              + name
              + "' must be at most "
              + MAX_TIMEOUT.toMillis()
              + ", one year; correct or omit it");
    }
    if (given.length > 1) {
      problems.add(
          method,
          "the two methods of @Operation '"
              + name
              + "' must have the same timeoutMillis; set it on only one of them");
    }
    return LongStream.of(given).mapToObj(Duration::ofMillis).findFirst();
  }
}
