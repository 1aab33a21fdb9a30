package io.mqttremoting;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.internal.contract.Comparison;
import io.mqttremoting.internal.contract.ContractParser;
import io.mqttremoting.internal.contract.ContractWriter;
import io.mqttremoting.internal.contract.Fingerprint;
import io.mqttremoting.internal.contract.Schemas;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.InterfaceReader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The contract of an interface, for programs in any language: what its members are called, what
 * travels as JSON, and which values enums have. It comes from a Java interface, from a service
 * ({@link ClientHandle#contract()}), or from JSON.
 *
 * <pre>{@code
 * Contract mine = Contract.of(IHello.class);
 * Contract theirs = ClientHandle.of(hello).contract().get();
 * Contract.compare(mine, theirs).forEach(difference -> System.out.println(difference.text()));
 * }</pre>
 *
 * <p>Two contracts are equal if all their content is, also texts. Immutable.
 */
public final class Contract {
  private final ContractModel model;

  Contract(ContractModel model) {
    this.model = model;
  }

  /**
   * The contract of a Java interface. Types for which a connection has its own Jackson modules or
   * mix-ins are described as without these; a service describes them as it sends them, and anything
   * that a user's own serializer writes as any value.
   *
   * @throws IllegalArgumentException if the interface breaks rules
   */
  public static Contract of(Class<?> type) {
    return new Contract(JsonCodec.own().contract(InterfaceReader.read(type)));
  }

  /**
   * Reads a contract from JSON: an ApiGear module with one interface, as {@link #toJson()} writes
   * it, or without its {@code meta}.
   *
   * @throws IllegalArgumentException if this is not JSON, or not a contract
   */
  public static Contract parse(String json) {
    return new Contract(ContractParser.parse(json.getBytes(UTF_8)));
  }

  /** The contract as an ApiGear module in JSON, as services answer {@code _describe}. */
  public String toJson() {
    return new String(ContractWriter.json(model), UTF_8);
  }

  /**
   * What differs in {@code theirs}, in words, breaking differences first; empty if nothing does.
   * Differences of texts, timeouts, names of types and names of parameters are not among them.
   *
   * @param mine the contract that a client uses
   * @param theirs the contract that a service has
   */
  public static List<ContractModel.Difference> compare(Contract mine, Contract theirs) {
    Objects.requireNonNull(mine, "mine");
    return Comparison.of(mine.model, Objects.requireNonNull(theirs, "theirs").model);
  }

  /**
   * 16 hexadecimal digits that are the same for contracts between which no difference is breaking
   * in either direction because what is on the wire is the same: names of members, fields and
   * errors, types, and values of enums. Module, name, texts, timeouts, the names of types and
   * parameters and the order of declaration do not count.
   */
  public String fingerprint() {
    return Fingerprint.of(model);
  }

  /** The module, as in topics. */
  public String module() {
    return model.module();
  }

  /** The name of the interface, as in topics. */
  public String name() {
    return model.name();
  }

  /** The version of the interface; empty if it has none. */
  public Optional<String> version() {
    return model.version();
  }

  /** The members and types. */
  public ContractModel model() {
    return model;
  }

  /**
   * The JSON Schema (draft 2020-12) of a type, as maps and lists. It refers to the definitions of
   * this contract as {@code #/$defs/…}; these are in {@code meta} of {@link #toJson()}.
   */
  public Map<String, Object> schema(ContractModel.Type type) {
    return Schemas.of(Objects.requireNonNull(type, "type"));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Contract contract && model.equals(contract.model);
  }

  @Override
  public int hashCode() {
    return model.hashCode();
  }

  /** The interface, its version and its fingerprint. */
  @Override
  public String toString() {
    return "contract of "
        + model.id()
        + model.version().map(version -> " " + version).orElse("")
        + ", "
        + fingerprint();
  }
}
