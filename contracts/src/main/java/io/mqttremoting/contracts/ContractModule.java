package io.mqttremoting.contracts;

import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.internal.contracts.ApiGearWriter;
import io.mqttremoting.internal.contracts.Bases;
import io.mqttremoting.internal.contracts.Described;
import io.mqttremoting.internal.contracts.Joining;
import io.mqttremoting.internal.contracts.Keeping;
import io.mqttremoting.internal.contracts.ModuleComparison;
import io.mqttremoting.internal.contracts.ModuleFile;
import io.mqttremoting.internal.contracts.ModuleFiles;
import io.mqttremoting.internal.contracts.Warnings;
import io.mqttremoting.internal.contracts.asyncapi.AsyncApi;
import io.mqttremoting.internal.contracts.markdown.Markdown;
import io.mqttremoting.internal.contracts.source.JavaWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The contracts of the interfaces of one module, for files: read from Java interfaces, from
 * services, or from an ApiGear module; written as ApiGear YAML, AsyncAPI, Markdown or Java sources.
 *
 * <pre>{@code
 * ContractModule module = ContractModule.of(IHello.class);
 * Files.writeString(Path.of(module.fileName()), module.toYaml()); // io.world.module.yaml
 * module.warnings().forEach(System.out::println);
 * }</pre>
 *
 * <p>Immutable.
 */
public final class ContractModule {
  private final ModuleFile module;
  private final List<Contract> contracts;

  private ContractModule(ModuleFile module) {
    this.module = module;
    this.contracts = Described.contracts(module);
  }

  /**
   * The contracts of Java interfaces of one module. If one of them extends another, the file says
   * so.
   *
   * @throws IllegalArgumentException if there are none, an interface breaks rules, or they are of
   *     different modules
   */
  public static ContractModule of(Class<?>... interfaces) {
    List<Contract> contracts = Arrays.stream(interfaces).map(Contract::of).toList();
    return new ContractModule(Bases.of(Joining.of(contracts), List.of(interfaces)));
  }

  /**
   * Contracts of one module, for example those that services tell.
   *
   * @throws IllegalArgumentException if there are none, two are of the same interface, or they are
   *     of different modules
   */
  public static ContractModule of(Collection<Contract> contracts) {
    return new ContractModule(Joining.of(List.copyOf(contracts)));
  }

  /**
   * Reads an ApiGear module, YAML or JSON. The modules that it imports are looked for in the same
   * folder, as {@code {module}.module.yaml}, or in any {@code *.module.yaml} with this name.
   *
   * @throws IllegalArgumentException if it breaks rules; the message lists each
   * @throws IOException if a file cannot be read
   */
  public static ContractModule read(Path file) throws IOException {
    return new ContractModule(ModuleFiles.read(file));
  }

  /**
   * Reads an ApiGear module, YAML or JSON, from text.
   *
   * @param imports the modules that it imports
   * @throws IllegalArgumentException if it breaks rules; the message lists each
   */
  public static ContractModule parse(String text, Collection<ContractModule> imports) {
    List<ModuleFile> files = imports.stream().map(each -> each.module).toList();
    return new ContractModule(ModuleFile.parse(text, "the text", files));
  }

  /**
   * What a client that was written for {@code before} notices of {@code after}: breaking
   * differences first, each with the name of its interface; empty if nothing differs on the wire.
   */
  public static List<ContractModel.Difference> compare(
      ContractModule before, ContractModule after) {
    return ModuleComparison.of(before.contracts, after.contracts);
  }

  /** The name of the module, as in topics. */
  public String name() {
    return module.name();
  }

  /** The version of the module; empty if it has none. */
  public Optional<String> version() {
    return module.root().text("version");
  }

  /**
   * The name of its file: {@code io.world.module.yaml}. Never a path, whatever a service says that
   * its module is called.
   */
  public String fileName() {
    return name().replaceAll("[/\\\\]", "_") + ModuleFiles.SUFFIX;
  }

  /**
   * The contracts of its interfaces, sorted by name. Each is complete: with inherited members and
   * imported types. Values of external types are any values.
   */
  public List<Contract> contracts() {
    return contracts;
  }

  /**
   * The contract of an interface.
   *
   * @throws IllegalArgumentException if there is none of this name; the message lists the names
   */
  public Contract contract(String interfaceName) {
    return contracts.stream()
        .filter(contract -> contract.name().equals(interfaceName))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name()
                        + " has no interface '"
                        + interfaceName
                        + "'; it has "
                        + contracts.stream().map(Contract::name).toList()));
  }

  /** The module, its version and its interfaces. */
  @Override
  public String toString() {
    return "module "
        + name()
        + version().map(version -> " " + version).orElse("")
        + " of "
        + contracts.stream().map(Contract::name).toList();
  }

  /** The modules that this one imports. */
  public List<ContractModule> imports() {
    return module.imports().stream().map(ContractModule::new).toList();
  }

  /**
   * What ApiGear has no words for, each with its place and what the file says instead. It is in
   * {@code meta} of the file, where this library reads it.
   */
  public List<String> warnings() {
    return Warnings.of(module);
  }

  /**
   * Returns this with what only an earlier file of the module can say, as far as it still fits:
   * imports, external types, unused types, descriptions and {@code meta} that this has not, names
   * of parameters and types, the order of members. For example, {@code
   * ContractModule.of(IHello.class).keeping(ContractModule.read(file))} brings a file up to date
   * with few changes.
   */
  public ContractModule keeping(ContractModule before) {
    return new ContractModule(Keeping.of(module, before.module));
  }

  /**
   * The module as ApiGear YAML.
   *
   * @throws IllegalArgumentException if a name on the wire is one that ApiGear does not allow; the
   *     message lists each with the fix
   */
  public String toYaml() {
    return ApiGearWriter.yaml(module);
  }

  /** The module as an AsyncAPI 3.0 document in YAML, from the service's view, without servers. */
  public String toAsyncApi() {
    return AsyncApi.yaml(module, Described.of(module).contracts(), Optional.empty());
  }

  /**
   * The same with a server.
   *
   * @param brokerUri such as {@code tcp://localhost:1883}; only its host and port are used
   * @throws IllegalArgumentException if it has no host
   */
  public String toAsyncApi(String brokerUri) {
    return AsyncApi.yaml(module, Described.of(module).contracts(), Optional.of(brokerUri));
  }

  /** The module as a Markdown page for people. */
  public String toMarkdown() {
    Described described = Described.of(module);
    return Markdown.page(
        name() + version().map(version -> " " + version).orElse(""),
        module.root().text("description").orElse(""),
        described.contracts(),
        described.types());
  }

  /**
   * Java sources for this module: its interfaces, structs as records, enums, and exceptions for its
   * errors. The package is the name of the module. Sources of {@link #imports() imported} modules
   * are made by those.
   */
  public JavaSources toJava() {
    return toJava(UnaryOperator.identity());
  }

  /**
   * The same in other packages.
   *
   * @param packages maps the name of a module, this or an imported one, to a Java package
   * @throws IllegalArgumentException if it returns something that is not a package
   */
  public JavaSources toJava(UnaryOperator<String> packages) {
    JavaWriter written = JavaWriter.of(module, packages);
    return new JavaSources(written.files(), written.warnings());
  }
}
