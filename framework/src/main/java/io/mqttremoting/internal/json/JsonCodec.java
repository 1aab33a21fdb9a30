package io.mqttremoting.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.internal.model.Address;
import io.mqttremoting.internal.model.DescribedType;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.InterfaceReader;
import io.mqttremoting.internal.model.ParameterModel;
import io.mqttremoting.internal.model.PayloadRules;
import io.mqttremoting.internal.model.Undeclared;
import java.lang.ref.WeakReference;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON as the wire protocol requires: enums are numbers, NaN and Infinity are
 * refused, {@code 5.0} is accepted as an integer but {@code 1.5} and {@code "5"} are not, unknown
 * fields are ignored, and missing fields have Java's defaults.
 *
 * <p>Connections of a program with the same settings share one codec. When the last of them is
 * gone, Jackson's caches of the user's types can be collected. Another program in this JVM, known
 * by the context class loader, has a codec of its own: that may be the same program, restarted.
 * Thread-safe.
 */
public final class JsonCodec {
  /** The codecs in use; the weak references let unused ones be collected. */
  private static final List<WeakReference<JsonCodec>> SHARED = new ArrayList<>();

  private final int maxPayloadBytes;
  private final JsonAdditions additions;
  private final WeakReference<ClassLoader> program = new WeakReference<>(contextClassLoader());
  private final JsonMapper mapper;
  private final JsonPayloads payloads;

  /** By interface, with its declared name. They hold no classes, so none is kept by this. */
  private final Contracts contracts;

  /** A codec that reads payloads of up to {@code maxPayloadBytes} and uses {@code additions}. */
  public JsonCodec(int maxPayloadBytes, JsonAdditions additions) {
    this.maxPayloadBytes = maxPayloadBytes;
    this.additions = additions;
    mapper = JsonMappers.create(maxPayloadBytes, additions);
    payloads = new JsonPayloads(JsonMappers.factory(maxPayloadBytes, mapper));
    contracts = new Contracts(mapper);
  }

  /** Returns the shared codec with these settings, or creates it if no connection uses one. */
  public static JsonCodec shared(int maxPayloadBytes, JsonAdditions additions) {
    return shared(maxPayloadBytes, additions, null)
        .orElseGet(
            () -> { // without the lock, because this calls modules of users
              JsonCodec created = new JsonCodec(maxPayloadBytes, additions);
              return shared(maxPayloadBytes, additions, created).orElse(created);
            });
  }

  /** Finds the shared codec; if there is none, {@code created} becomes it unless that is null. */
  private static Optional<JsonCodec> shared(
      int maxPayloadBytes, JsonAdditions additions, @Nullable JsonCodec created) {
    synchronized (SHARED) {
      SHARED.removeIf(reference -> reference.get() == null);
      Optional<JsonCodec> found =
          SHARED.stream()
              .map(WeakReference::get)
              .filter(Objects::nonNull)
              .filter(
                  codec ->
                      codec.maxPayloadBytes == maxPayloadBytes
                          && codec.additions.equals(additions)
                          && codec.program.get() == contextClassLoader())
              .findFirst();
      if (found.isEmpty() && created != null) {
        SHARED.add(new WeakReference<>(created));
      }
      return found;
    }
  }

  private static @Nullable ClassLoader contextClassLoader() {
    return Thread.currentThread().getContextClassLoader();
  }

  /** A codec for a single value of {@code type}. */
  public JsonValueCodec value(Type type) {
    return type instanceof DescribedType described
        ? new DescribedCodec(payloads, mapper, described, this::value)
        : new JsonValueCodec(
            payloads, mapper, type == Undeclared.Value.class ? JsonNode.class : type);
  }

  /** The class of values of {@code type}: {@code JsonNode} if no Java class declares them. */
  public Class<?> valueClass(Type type) {
    return type instanceof DescribedType || type == Undeclared.Value.class
        ? JsonNode.class
        : mapper.constructType(type).getRawClass();
  }

  /** A codec for a JSON array with one value for each of {@code parameters}. */
  public JsonArgumentsCodec arguments(List<ParameterModel> parameters) {
    return new JsonArgumentsCodec(payloads, parameters, this::value);
  }

  /** The contract of an interface, with its name on the wire and its types as this writes them. */
  public ContractModel contract(InterfaceModel model) {
    ContractModel declared = contracts.get(model.type());
    Address address = model.address();
    return declared.module().equals(address.module()) && declared.name().equals(address.name())
        ? declared
        : declared.named(address.module(), address.name());
  }

  /** The rules for types that this codec can read and write. */
  public PayloadRules payloadRules() {
    return new PayloadTypes(mapper);
  }

  /** The codec for the library's own messages; modules of users do not affect it. */
  public static JsonCodec own() {
    return Own.CODEC;
  }

  private static final class Contracts extends ClassValue<ContractModel> {
    private final JsonMapper mapper;

    Contracts(JsonMapper mapper) {
      this.mapper = mapper;
    }

    @Override
    protected ContractModel computeValue(Class<?> type) {
      return ContractReader.read(InterfaceReader.read(type), mapper);
    }
  }

  private static final class Own {
    private static final JsonCodec CODEC = new JsonCodec(Integer.MAX_VALUE, JsonAdditions.NONE);
    private static final JsonValueCodec TEXTS = CODEC.value(String.class);
  }

  /** A text as JSON. */
  public static byte[] text(String text) {
    byte[] json = new byte[text.length() + 2];
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = c >= ' ' && c <= '~' && c != '"' && c != '\\'; // needs no escape in JSON
      if (!plain) {
        return Own.TEXTS.encode(text);
      }
      json[i + 1] = (byte) c;
    }
    json[0] = '"';
    json[json.length - 1] = '"';
    return json;
  }

  /** Reads the fields of an object with {@code reading}, which may stop before the end. */
  public <T> T readFields(byte[] payload, JsonFields.Reading<T> reading)
      throws BadPayloadException {
    return payloads.read(payload, json -> reading.from(JsonFields.of(json)));
  }

  /** Reads all fields of an object; only white space may follow it. */
  public <T> T readAllFields(byte[] payload, JsonFields.Reading<T> reading)
      throws BadPayloadException {
    return payloads.readAll(payload, json -> reading.from(JsonFields.of(json)));
  }

  /** Like {@link #readFields}, but tolerates bytes that are not UTF-8, as the rest may be valid. */
  public <T> T readFieldsLeniently(byte[] payload, JsonFields.Reading<T> reading)
      throws BadPayloadException {
    return readFields(
        JsonPayloads.isAscii(payload)
            ? payload
            : new String(payload, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8),
        reading);
  }
}
