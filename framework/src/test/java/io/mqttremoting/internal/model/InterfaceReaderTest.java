package io.mqttremoting.internal.model;

import static io.mqttremoting.internal.model.InterfaceErrors.assertBroken;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The rules for an interface as a whole. */
class InterfaceReaderTest {
  private static final String TOPIC_LEVEL = TopicLevel.RULE + "; choose another with ";

  @RemoteInterface(module = "io.world", name = "Greeter")
  interface Named {}

  @Test
  void moduleAndNameAreAsGiven() {
    InterfaceModel model = InterfaceReader.read(Named.class);

    assertEquals("io.world", model.address().module());
    assertEquals("Greeter", model.address().name());
    assertEquals("io.world/Greeter", model.id());
    assertSame(Named.class, model.type());
  }

  @Test
  void interfaceIsReadOnce() {
    assertSame(InterfaceReader.read(Named.class), InterfaceReader.read(Named.class));
  }

  @RemoteInterface
  interface IHello {}

  @RemoteInterface
  interface Item {}

  @RemoteInterface
  interface Ink {}

  @RemoteInterface
  interface I {}

  @Test
  void moduleIsThePackageByDefault() {
    assertEquals(
        "io.mqttremoting.internal.model", InterfaceReader.read(IHello.class).address().module());
  }

  @Test
  void nameIsTheSimpleNameLessALeadingIByDefault() {
    assertEquals("Hello", InterfaceReader.read(IHello.class).address().name());
  }

  @Test
  void nameKeepsAnIThatBeginsAWord() {
    assertEquals("Item", InterfaceReader.read(Item.class).address().name());
    assertEquals("Ink", InterfaceReader.read(Ink.class).address().name());
    assertEquals("I", InterfaceReader.read(I.class).address().name());
  }

  @RemoteInterface
  interface Empty {}

  @Test
  void interfaceMayBeEmpty() {
    InterfaceModel model = InterfaceReader.read(Empty.class);

    assertEquals(List.of(), model.properties());
    assertEquals(List.of(), model.operations());
    assertEquals(List.of(), model.signals());
  }

  @RemoteInterface
  interface Unsorted {
    @Operation
    void b();

    @Operation
    void c();

    @Operation
    void a();

    @Property
    int getZ();

    @Property
    int getY();

    @Signal
    Subscription onQ(Runnable handler);

    @Signal
    Subscription onP(Runnable handler);
  }

  @Test
  void membersAreInTheOrderOfTheirNames() {
    InterfaceModel model = InterfaceReader.read(Unsorted.class);

    assertEquals(
        List.of("a", "b", "c"), model.operations().stream().map(OperationModel::name).toList());
    assertEquals(List.of("y", "z"), model.properties().stream().map(PropertyModel::name).toList());
    assertEquals(List.of("p", "q"), model.signals().stream().map(SignalModel::name).toList());
  }

  @RemoteInterface
  interface SameNameForAll {
    @Property
    int getX();

    @Operation
    void x();

    @Signal
    Subscription onX(Runnable handler);
  }

  @Test
  void propertyOperationAndSignalMayHaveTheSameName() {
    InterfaceModel model = InterfaceReader.read(SameNameForAll.class);

    assertEquals("x", model.properties().get(0).name());
    assertEquals("x", model.operations().get(0).name());
    assertEquals("x", model.signals().get(0).name());
  }

  @RemoteInterface
  static class NoInterface {}

  @RemoteInterface
  @interface NoAnnotation {}

  @RemoteInterface
  enum NoEnum {}

  @Test
  void classIsNoRemoteInterface() {
    String rule = ": a remote interface must be an interface, not a class; pass the interface";
    assertBroken(NoInterface.class, "NoInterface" + rule);
    assertBroken(NoAnnotation.class, "NoAnnotation" + rule);
    assertBroken(NoEnum.class, "NoEnum" + rule);
  }

  interface Unannotated {}

  interface Child extends Named {}

  @Test
  void interfaceWithoutAnnotation() {
    String rule = ": a remote interface must have the annotation @RemoteInterface; add it";
    assertBroken(Unannotated.class, "Unannotated" + rule);
    assertBroken(Child.class, "Child" + rule);
  }

  @RemoteInterface
  interface Generic<T> {
    @Property
    T getX();
  }

  @Test
  void genericInterface() {
    assertBroken(
        Generic.class,
        "Generic: a remote interface must not have type parameters; extend it with an interface"
            + " that sets them, and annotate that one");
  }

  @RemoteInterface
  sealed interface Sealed {}

  record OfSealed() implements Sealed {}

  @Test
  void sealedInterface() {
    assertBroken(
        Sealed.class,
        "Sealed: a remote interface must not be sealed, because clients implement it; remove"
            + " 'sealed'");
  }

  @RemoteInterface(module = "a/b")
  interface SlashInModule {}

  @RemoteInterface(name = "a+")
  interface PlusInName {}

  @RemoteInterface(module = "#", name = "$SYS")
  interface HashAndDollar {}

  @RemoteInterface(module = "a\u0000", name = "b\u007f")
  interface ControlCharacters {}

  @RemoteInterface(module = "a\uD800", name = "b\uFFFF")
  interface NoCharacters {}

  @RemoteInterface(module = "@io.world")
  interface LikeAnInstance {}

  @RemoteInterface(module = "_remoting")
  interface OfConnections {}

  @RemoteInterface(module = "größe µ", name = "a b")
  interface SpacesAndLetters {}

  @Test
  void moduleAndNameAreEachOneLevelOfATopic() {
    assertBroken(
        SlashInModule.class,
        "SlashInModule: the module 'a/b'" + TOPIC_LEVEL + "@RemoteInterface(module = \"name\")");
    assertBroken(
        PlusInName.class,
        "PlusInName: the name 'a+'" + TOPIC_LEVEL + "@RemoteInterface(name = \"name\")");
    assertBroken(
        HashAndDollar.class,
        "HashAndDollar: the module '#'" + TOPIC_LEVEL + "@RemoteInterface(module = \"name\")",
        "HashAndDollar: the name '$SYS'" + TOPIC_LEVEL + "@RemoteInterface(name = \"name\")");
    assertBroken(
        ControlCharacters.class,
        "ControlCharacters: the module 'a\u0000'"
            + TOPIC_LEVEL
            + "@RemoteInterface(module = \"name\")",
        "ControlCharacters: the name 'b\u007f'"
            + TOPIC_LEVEL
            + "@RemoteInterface(name = \"name\")");
    assertBroken(
        NoCharacters.class,
        "NoCharacters: the module 'a\uD800'" + TOPIC_LEVEL + "@RemoteInterface(module = \"name\")",
        "NoCharacters: the name 'b\uFFFF'" + TOPIC_LEVEL + "@RemoteInterface(name = \"name\")");
    assertBroken(
        LikeAnInstance.class,
        "LikeAnInstance: the module '@io.world' starts with '@', which marks instances; choose"
            + " another with @RemoteInterface(module = \"name\")");
    assertBroken(
        OfConnections.class,
        "OfConnections: the module '_remoting' is reserved for connection statuses; choose"
            + " another with @RemoteInterface(module = \"name\")");
    assertEquals("größe µ/a b", InterfaceReader.read(SpacesAndLetters.class).id());
  }

  @Test
  void interfaceInTheUnnamedPackageNeedsAModule() throws ClassNotFoundException {
    assertBroken(
        Class.forName("InUnnamedPackage"),
        "InUnnamedPackage: the interface is in no package, so it needs a module; add one with"
            + " @RemoteInterface(module = \"name\")");
  }

  @RemoteInterface
  interface BadMemberNames {
    @Property("a/b")
    int getX();

    @Operation("a+b")
    void say();

    @Signal("#")
    Subscription onY(Runnable handler);
  }

  @Test
  void namesOfMembersAreEachOneLevelOfATopic() {
    assertBroken(
        BadMemberNames.class,
        "BadMemberNames#getX(): the @Property name 'a/b'" + TOPIC_LEVEL + "@Property(\"name\")",
        "BadMemberNames#say(): the @Operation name 'a+b'" + TOPIC_LEVEL + "@Operation(\"name\")",
        "BadMemberNames#onY(Runnable): the @Signal name '#'" + TOPIC_LEVEL + "@Signal(\"name\")");
  }

  @RemoteInterface
  interface NoKind {
    void say(String text, int[] times);
  }

  @RemoteInterface
  interface ManyKinds {
    @Property
    @Operation
    @Signal
    int getX();
  }

  @Test
  void abstractMethodCarriesExactlyOneAnnotation() {
    String rule =
        "an abstract method must have exactly one of @Property, @Operation and @Signal, but this"
            + " one has ";
    assertBroken(NoKind.class, "NoKind#say(String,int[]): " + rule + "none; add one");
    assertBroken(
        ManyKinds.class,
        "ManyKinds#getX(): " + rule + "[@Property, @Operation, @Signal]; keep one");
  }

  @RemoteInterface
  interface AnnotatedStatic {
    @Operation
    static void say() {}
  }

  @Test
  void staticMethodIsNotRemote() {
    assertBroken(
        AnnotatedStatic.class,
        "AnnotatedStatic#say(): a static method cannot be remote; remove @Operation");
  }

  @RemoteInterface
  interface AnnotatedObjectMethod {
    @Operation
    @Override
    String toString();
  }

  @RemoteInterface
  interface ObjectMethods {
    @Override
    boolean equals(Object other);

    @Override
    int hashCode();

    @Override
    String toString();
  }

  @Test
  void methodsOfObjectAreNotRemote() {
    assertBroken(
        AnnotatedObjectMethod.class,
        "AnnotatedObjectMethod#toString(): a method of Object cannot be remote; remove"
            + " @Operation, or rename the method");
    assertEquals(List.of(), InterfaceReader.read(ObjectMethods.class).operations());
  }

  @RemoteInterface
  interface LeftAlone {
    static int answer() {
      return 42;
    }

    default void both() {
      say();
      helper();
    }

    private void helper() {}

    @Operation
    void say();
  }

  @Test
  void staticPrivateAndUnannotatedDefaultMethodsAreLeftAlone() {
    InterfaceModel model = InterfaceReader.read(LeftAlone.class);

    assertEquals(List.of("say"), model.operations().stream().map(OperationModel::name).toList());
  }

  @RemoteInterface(module = "a/b")
  sealed interface AllWrong<T> {
    void unknown();

    @Operation("_own")
    List<?> own();

    @Property
    void setX(String x);

    @Signal
    void on(Consumer<String> handler);

    @Operation
    void say(List<T> texts);

    @Operation("say")
    void sayMore(List<?> texts);

    @Signal("c/d")
    Subscription onSaid();
  }

  record OfAllWrong() implements AllWrong<String> {
    @Override
    public void unknown() {}

    @Override
    public List<?> own() {
      return List.of();
    }

    @Override
    public void setX(String x) {}

    @Override
    public void on(Consumer<String> handler) {}

    @Override
    public void say(List<String> texts) {}

    @Override
    public void sayMore(List<?> texts) {}

    @Override
    public Subscription onSaid() {
      return () -> {};
    }
  }

  @Test
  void oneErrorNamesAllBrokenRules() {
    assertBroken(
        AllWrong.class,
        "AllWrong: a remote interface must not have type parameters; extend it with an interface"
            + " that sets them, and annotate that one",
        "AllWrong: a remote interface must not be sealed, because clients implement it; remove"
            + " 'sealed'",
        "AllWrong: the module 'a/b'" + TOPIC_LEVEL + "@RemoteInterface(module = \"name\")",
        "AllWrong#unknown(): an abstract method must have exactly one of @Property, @Operation"
            + " and @Signal, but this one has none; add one",
        "AllWrong#setX(String): @Property 'x' has no getter; add T getX()",
        "AllWrong#setX(String): @Property 'x' has a setter but no change handler; add"
            + " Subscription onXChanged(Consumer<String> handler)",
        "AllWrong#own(): the @Operation name '_own' is reserved, as are all that start with '_';"
            + " choose another with @Operation(\"name\")",
        "AllWrong#own(): the result of an @Operation must be a fully known type, but the wildcard"
            + " ? is not a type; name the type",
        "AllWrong#sayMore(List): @Operation 'say' is already defined by AllWrong#say(List); choose another name"
            + " with @Operation(\"name\")",
        "AllWrong#sayMore(List): parameter 'texts' must be a fully known type, but the wildcard ?"
            + " is not a type; name the type",
        "AllWrong#onSaid(): @Signal methods that return Subscription must have one parameter,"
            + " the handler; use a Consumer<T> or another functional interface",
        "AllWrong#onSaid(): the @Signal name 'c/d'" + TOPIC_LEVEL + "@Signal(\"name\")",
        "AllWrong#on(Consumer): @Signal methods that take a handler must return Subscription;"
            + " change the"
            + " return type from void",
        "AllWrong#on(Consumer): a @Signal method must be named 'on' plus the signal's name, such"
            + " as onJustSaid; rename it, or use @Signal(\"name\")");
  }

  @Test
  void brokenInterfaceIsRefusedEachTime() {
    assertBroken(
        Unannotated.class,
        "Unannotated: a remote interface must have the annotation @RemoteInterface; add it");
    assertBroken(
        Unannotated.class,
        "Unannotated: a remote interface must have the annotation @RemoteInterface; add it");
  }

  @RemoteInterface
  interface First {}

  @RemoteInterface
  interface Second extends First {}

  static class Parent implements Second {}

  static class Served extends Parent implements Named, Unannotated {}

  @Test
  void remoteInterfacesOfAnImplementationAreFoundByInheritance() {
    assertEquals(
        List.of(Named.class, Second.class, First.class),
        InterfaceReader.interfacesOf(Served.class));
  }

  static class ServesNothing implements Unannotated {}

  @Test
  void implementationWithoutRemoteInterface() {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> InterfaceReader.interfacesOf(ServesNothing.class));

    assertEquals(
        ServesNothing.class.getName()
            + " implements no interface with @RemoteInterface; annotate the interface to serve",
        thrown.getMessage());
  }

  @RemoteInterface
  interface Payloads {
    @Operation
    void say(List<?> unknown, List<String> known);
  }

  @Test
  void payloadsThatAreNotFullyKnownAreReportedOnce() {
    PayloadRules nothingGoes =
        new PayloadRules() {
          @Override
          public Optional<String> problemOfSending(Type type) {
            return Optional.of("nothing goes; send nothing");
          }

          @Override
          public Optional<String> problemOfReceiving(Type type) {
            return problemOfSending(type);
          }
        };
    assertEquals(
        Payloads.class.getName()
            + " cannot be a remote interface, 2 rules are broken:\n"
            + "- Payloads#say(List,List): parameter 'unknown' must be a fully known type, but the"
            + " wildcard ? is not a type; name the type\n"
            + "- Payloads#say(List,List): parameter 'known' cannot be sent: nothing goes; send"
            + " nothing",
        assertThrows(
                IllegalArgumentException.class,
                () -> InterfaceReader.read(Payloads.class, End.CLIENT, nothingGoes))
            .getMessage());
  }
}
