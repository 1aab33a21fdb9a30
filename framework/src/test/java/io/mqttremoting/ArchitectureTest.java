package io.mqttremoting;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies point one way, and each foreign library has one user. */
@AnalyzeClasses(
    packages = "io.mqttremoting",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestBroker.class})
class ArchitectureTest {
  private static final String ROOT = "io.mqttremoting";
  private static final String INTERNAL = ROOT + ".internal";

  /** Excludes the test broker and the shared test classes, which are not part of the library. */
  static final class NoTestBroker implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/testbroker/") && !location.contains("/testsupport/");
    }
  }

  /** Each layer may access only the layers that are named for it. */
  @ArchTest
  static final ArchRule dependenciesPointOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("api")
          .definedBy(ROOT + ".api")
          .layer("concurrent")
          .definedBy(INTERNAL + ".concurrent")
          .layer("model")
          .definedBy(INTERNAL + ".model")
          .layer("json")
          .definedBy(INTERNAL + ".json")
          .layer("contract")
          .definedBy(INTERNAL + ".contract")
          .layer("wire")
          .definedBy(INTERNAL + ".wire")
          .layer("transport")
          .definedBy(INTERNAL + ".transport")
          .layer("paho")
          .definedBy(INTERNAL + ".transport.paho")
          .layer("connection")
          .definedBy(INTERNAL + ".connection")
          .layer("interceptor")
          .definedBy(INTERNAL + ".interceptor")
          .layer("client")
          .definedBy(INTERNAL + ".client..")
          .layer("service")
          .definedBy(INTERNAL + ".service..")
          .layer("facade")
          .definedBy(ROOT)
          .whereLayer("api")
          .mayNotAccessAnyLayer()
          .whereLayer("concurrent")
          .mayNotAccessAnyLayer()
          .whereLayer("model")
          .mayOnlyAccessLayers("api")
          .whereLayer("json")
          .mayOnlyAccessLayers("api", "model")
          .whereLayer("contract")
          .mayOnlyAccessLayers("api", "json")
          .whereLayer("wire")
          .mayOnlyAccessLayers("api", "model", "json")
          .whereLayer("transport")
          .mayOnlyAccessLayers("api", "concurrent", "wire")
          .whereLayer("paho")
          .mayOnlyAccessLayers("api", "concurrent", "wire", "transport")
          .whereLayer("connection")
          .mayOnlyAccessLayers("api", "concurrent", "wire", "transport", "paho")
          .whereLayer("interceptor")
          .mayOnlyAccessLayers("api", "json")
          .whereLayer("client")
          .mayOnlyAccessLayers(
              "api",
              "concurrent",
              "model",
              "json",
              "contract",
              "wire",
              "transport",
              "connection",
              "interceptor")
          .whereLayer("service")
          .mayOnlyAccessLayers(
              "api",
              "concurrent",
              "model",
              "json",
              "contract",
              "wire",
              "transport",
              "connection",
              "interceptor")
          .whereLayer("facade")
          .mayNotBeAccessedByAnyLayer()
          .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(INTERNAL + ".(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule annotationsDependOnJavaAlone =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".api")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(ROOT + ".api", "java..", "org.jspecify.annotations");

  @ArchTest
  static final ArchRule jacksonIsUsedForJsonAlone =
      onlyUsers(
          ROOT
              + "\\.(internal\\.json\\.\\w+|ConnectionBuilder|RemoteObject|ContractHandler|ContractService)",
          "com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule pahoIsUsedByItsTransportAlone =
      onlyUsers(INTERNAL + "\\.transport\\.paho\\.\\w+", "org.eclipse.paho..");

  @ArchTest
  static final ArchRule byteBuddyIsUsedByProxiesAlone =
      onlyUsers(INTERNAL + "\\.client\\.ProxyFactory", "net.bytebuddy..");

  @ArchTest
  static final ArchRule nothingIsLoggedPastSlf4j =
      noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

  /** Only the classes with these names, and their nested classes, may use these packages. */
  private static ArchRule onlyUsers(String names, String... packages) {
    return noClasses()
        .that()
        .haveNameNotMatching("(" + names + ")(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }
}
