package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Field;
import java.io.IOException;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Checks values against the types of a contract, as strictly as values of Java types are read, and
 * with the same messages. Thread-safe.
 */
final class DescribedValues {
  private static final Map<String, Class<?>> PRIMITIVES =
      Map.of(
          "bool", boolean.class,
          "int32", int.class,
          "int64", long.class,
          "float32", float.class,
          "float64", double.class,
          "integer", BigInteger.class,
          "number", BigDecimal.class,
          "string", String.class,
          "bytes", byte[].class);

  private final ContractModel contract;
  private final Function<Type, JsonValueCodec> codecs;
  private final Map<Class<?>, JsonValueCodec> primitives = new ConcurrentHashMap<>();

  /** {@code codecs} reads the primitive types. */
  DescribedValues(ContractModel contract, Function<Type, JsonValueCodec> codecs) {
    this.contract = contract;
    this.codecs = codecs;
  }

  /**
   * Checks a value.
   *
   * @param path where it is in the payload; empty if it is not in another value
   */
  void check(JsonNode value, ContractModel.Type type, String path) throws BadPayloadException {
    boolean isNull = value.isNull();
    switch (type.kind()) {
      case PRIMITIVE -> {
        if (!isNull || !type.nullable()) {
          checkPrimitive(value, type.name(), path);
        }
      }
      case NAMED -> {
        if (!isNull) {
          checkNamed(value, contract.definition(type.name()), path);
        }
      }
      case ARRAY -> {
        if (!isNull) {
          require(value.isArray(), value, "an array", path);
          for (int i = 0; i < value.size(); i++) {
            check(
                value.get(i), type.element().orElse(ContractModel.Type.ANY), path + "[" + i + "]");
          }
        }
      }
      case MAP -> {
        if (!isNull) {
          require(value.isObject(), value, "an object", path);
          for (Map.Entry<String, JsonNode> entry : value.properties()) {
            check(
                entry.getValue(),
                type.element().orElse(ContractModel.Type.ANY),
                inside(path, entry.getKey()));
          }
        }
      }
      case ANY -> {}
    }
  }

  private void checkPrimitive(JsonNode value, String name, String path) throws BadPayloadException {
    Class<?> type = PRIMITIVES.get(name);
    if (type == null) {
      return; // it comes from a newer library
    }
    JsonValueCodec codec = primitives.computeIfAbsent(type, codecs);
    try (JsonParser json = value.traverse()) {
      json.nextToken();
      codec.read(json);
    } catch (BadPayloadException e) {
      throw new BadPayloadException(JsonErrors.at(path) + e.getMessage(), e.getCause());
    } catch (IOException e) {
      throw new IllegalStateException(e); // it is in memory
    }
  }

  private void checkNamed(JsonNode value, ContractModel.Definition type, String path)
      throws BadPayloadException {
    String expected = JsonErrors.article(type.name());
    if (type instanceof ContractModel.Enumeration enumeration) {
      boolean known =
          enumeration.constants().stream().anyMatch(constant -> isEqual(value, constant.value()));
      require(known, value, expected, path);
      return;
    }
    require(value.isObject(), value, expected, path);
    if (type instanceof ContractModel.Struct struct) {
      checkFields(value, struct, path);
    } else if (type instanceof ContractModel.Union union) {
      JsonNode which = value.path(union.discriminator());
      Optional<Field> variant =
          union.variants().stream()
              .filter(each -> which.isTextual() && each.name().equals(which.textValue()))
              .findFirst();
      require(
          variant.isPresent(),
          which.isMissingNode() ? value : which,
          expected,
          inside(path, union.discriminator()));
      check(value, variant.orElseThrow().type(), path);
    }
  }

  private void checkFields(JsonNode value, ContractModel.Struct struct, String path)
      throws BadPayloadException {
    for (Field field : struct.fields()) {
      JsonNode found = value.get(field.name());
      if (found != null) {
        check(found, field.type(), inside(path, field.name()));
      } else if (field.required()) {
        throw new BadPayloadException(
            JsonErrors.at(path) + "the field '" + field.name() + "' is missing");
      }
    }
  }

  private static boolean isEqual(JsonNode value, Object constant) {
    return constant instanceof String text
        ? value.isTextual() && value.textValue().equals(text)
        : value.isNumber()
            && value.decimalValue().compareTo(BigDecimal.valueOf(((Number) constant).longValue()))
                == 0;
  }

  private static void require(boolean holds, JsonNode value, String expected, String path)
      throws BadPayloadException {
    if (holds) {
      return;
    }
    try (JsonParser json = value.traverse()) {
      json.nextToken();
      throw new BadPayloadException(
          JsonErrors.at(path) + JsonErrors.shown(json) + " is not " + expected);
    } catch (IOException e) {
      throw new IllegalStateException(e); // it is in memory
    }
  }

  private static String inside(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }
}
