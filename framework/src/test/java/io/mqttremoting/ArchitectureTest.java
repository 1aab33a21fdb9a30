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

  /** The test broker is no part of the library. */
  static final class NoTestBroker implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/testbroker/");
    }
  }

  /** Each package may be used by those behind it alone. */
  @ArchTest
  static final ArchRule dependenciesPointOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("api")
          .definedBy(ROOT + ".api")
          .layer("concurrent")
          .definedBy(ROOT + ".concurrent")
          .layer("model")
          .definedBy(ROOT + ".model")
          .layer("json")
          .definedBy(ROOT + ".json")
          .layer("wire")
          .definedBy(ROOT + ".wire")
          .layer("transport")
          .definedBy(ROOT + ".transport")
          .layer("client")
          .definedBy(ROOT + ".client")
          .layer("service")
          .definedBy(ROOT + ".service")
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
          .whereLayer("wire")
          .mayOnlyAccessLayers("api", "model", "json")
          .whereLayer("transport")
          .mayOnlyAccessLayers("api", "concurrent", "wire")
          .whereLayer("client")
          .mayOnlyAccessLayers("api", "concurrent", "model", "json", "wire", "transport")
          .whereLayer("service")
          .mayOnlyAccessLayers("api", "concurrent", "model", "json", "wire", "transport")
          .whereLayer("facade")
          .mayNotBeAccessedByAnyLayer()
          .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule annotationsDependOnJavaAlone =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".api")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(ROOT + ".api", "java..");

  @ArchTest
  static final ArchRule jacksonIsUsedForJsonAlone =
      onlyUsers(ROOT + "\\.(json\\.\\w+|ConnectionBuilder)", "com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule pahoIsUsedByItsTransportAlone =
      onlyUsers(ROOT + "\\.transport\\.Paho(Transport|Client|Options)", "org.eclipse.paho..");

  @ArchTest
  static final ArchRule byteBuddyIsUsedByProxiesAlone =
      onlyUsers(ROOT + "\\.client\\.(ProxyFactory|FieldsFromArray)", "net.bytebuddy..");

  @ArchTest
  static final ArchRule nothingIsLoggedPastSlf4j =
      noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

  /** Besides classes of these names and their inner ones, nobody uses these packages. */
  private static ArchRule onlyUsers(String names, String... packages) {
    return noClasses()
        .that()
        .haveNameNotMatching("(" + names + ")(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }
}
