package io.mqttremoting.internal.model;

import static io.mqttremoting.internal.model.InterfaceErrors.assertBroken;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Subscription;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class PropertyReaderTest {
  private static final String SHAPES =
      ": a @Property method must be one of T getX(), boolean isX(), void setX(T),"
          + " CompletableFuture<T>"
          + " setX(T) and Subscription onXChanged(Consumer<T>); change its signature or its"
          + " annotation";

  private static PropertyModel only(Class<?> type) {
    List<PropertyModel> properties = InterfaceReader.read(type).properties();
    assertEquals(1, properties.size());
    return properties.get(0);
  }

  @RemoteInterface
  interface Full {
    @Property
    String getLast();

    @Property
    void setLast(String last);

    @Property
    Subscription onLastChanged(Consumer<String> handler);
  }

  @Test
  void methodsAreGroupedByName() throws NoSuchMethodException {
    PropertyModel last = only(Full.class);

    assertEquals("last", last.name());
    assertEquals(String.class, last.type());
    assertEquals(Full.class.getDeclaredMethod("getLast"), last.getter());
    assertEquals(
        Full.class.getDeclaredMethod("setLast", String.class), last.setter().orElseThrow());
    HandlerModel handler = last.changeHandler().orElseThrow();
    assertEquals(Full.class.getDeclaredMethod("onLastChanged", Consumer.class), handler.adder());
    assertEquals(Consumer.class, handler.type());
    assertEquals("accept", handler.method().getName());
    assertEquals(
        List.of(String.class), handler.parameters().stream().map(ParameterModel::type).toList());
  }

  @RemoteInterface
  interface ReadOnly {
    @Property
    int getLast();

    @Property
    Subscription onLastChanged(IntConsumer handler);
  }

  @RemoteInterface
  interface Constant {
    @Property
    int getLast();
  }

  @Test
  void withoutSetterItIsReadOnly() {
    assertTrue(only(ReadOnly.class).setter().isEmpty());
    assertTrue(only(ReadOnly.class).changeHandler().isPresent());
  }

  @Test
  void withoutHandlerTooItIsConstant() {
    assertTrue(only(Constant.class).setter().isEmpty());
    assertTrue(only(Constant.class).changeHandler().isEmpty());
  }

  @RemoteInterface
  interface Is {
    @Property
    boolean isOn();

    @Property
    void setOn(boolean on);

    @Property
    Subscription onOnChanged(Consumer<Boolean> handler);
  }

  @RemoteInterface
  interface GetBoolean {
    @Property
    boolean getOn();
  }

  @Test
  void booleanMayBeAskedForWithIsOrGet() {
    assertEquals("on", only(Is.class).name());
    assertEquals(boolean.class, only(Is.class).type());
    assertTrue(only(Is.class).setter().isPresent());
    assertTrue(only(Is.class).changeHandler().isPresent());
    assertEquals("on", only(GetBoolean.class).name());
  }

  @RemoteInterface
  interface IsOfWrapper {
    @Property
    Boolean isOn();
  }

  @Test
  void isForAnythingButBoolean() {
    assertBroken(IsOfWrapper.class, "IsOfWrapper#isOn()" + SHAPES);
  }

  @RemoteInterface
  interface SingleLetter {
    @Property
    int getX();

    @Property
    void setX(int x);

    @Property
    Subscription onXChanged(IntConsumer handler);
  }

  @RemoteInterface
  interface Capitals {
    @Property
    String getURL();

    @Property
    void setURL(String url);

    @Property
    Subscription onURLChanged(Consumer<String> handler);
  }

  @RemoteInterface
  interface EndsWithChanged {
    @Property
    boolean isChanged();

    @Property
    void setChanged(boolean changed);

    @Property
    Subscription onChangedChanged(Consumer<Boolean> handler);
  }

  @Test
  void allMethodsSpellTheNameAlike() {
    assertEquals("x", only(SingleLetter.class).name());
    assertEquals("URL", only(Capitals.class).name());
    assertEquals("changed", only(EndsWithChanged.class).name());
  }

  @RemoteInterface
  interface NamedOnGetter {
    @Property("extern_vector")
    int getExternVector();

    @Property
    Subscription onExternVectorChanged(IntConsumer handler);
  }

  @RemoteInterface
  interface NamedOnHandler {
    @Property
    int getExternVector();

    @Property("extern_vector")
    Subscription onExternVectorChanged(IntConsumer handler);
  }

  @RemoteInterface
  interface NamedAlike {
    @Property("extern_vector")
    int getExternVector();

    @Property("extern_vector")
    Subscription onExternVectorChanged(IntConsumer handler);
  }

  @Test
  void nameIsGivenOnOneMethodOrAlikeOnSeveral() {
    assertEquals("extern_vector", only(NamedOnGetter.class).name());
    assertTrue(only(NamedOnGetter.class).changeHandler().isPresent());
    assertEquals("extern_vector", only(NamedOnHandler.class).name());
    assertEquals("extern_vector", only(NamedAlike.class).name());
  }

  @RemoteInterface
  interface NamedDifferently {
    @Property("a")
    int getX();

    @Property("b")
    Subscription onXChanged(IntConsumer handler);
  }

  @Test
  void differentNamesForOneProperty() {
    assertBroken(
        NamedDifferently.class,
        "NamedDifferently#getX(): the methods of one @Property have the different names [a, b];"
            + " keep one");
  }

  @RemoteInterface
  interface SameName {
    @Property("x")
    int getA();

    @Property("x")
    int getB();
  }

  @Test
  void oneNameForDifferentProperties() {
    assertBroken(
        SameName.class,
        "SameName#getB(): @Property 'x' is already defined by SameName#getA(); choose another name with"
            + " @Property(\"name\")");
  }

  @RemoteInterface
  interface WrongShapes {
    @Property
    int last();

    @Property
    int get();

    @Property
    int getting();

    @Property
    void getX();

    @Property
    int getY(int index);

    @Property
    int setZ(int z);

    @Property
    void setNothing();

    @Property
    Subscription onLast(Consumer<String> handler);

    @Property
    Subscription onChanged(Consumer<String> handler);

    @Property
    void onWChanged(Consumer<String> handler);
  }

  @Test
  void shapesThatNoPropertyMethodHas() {
    assertBroken(
        WrongShapes.class,
        "WrongShapes#get()" + SHAPES,
        "WrongShapes#getY(int)" + SHAPES,
        "WrongShapes#getting()" + SHAPES,
        "WrongShapes#last()" + SHAPES,
        "WrongShapes#setZ(int)" + SHAPES,
        "WrongShapes#onChanged(Consumer)" + SHAPES,
        "WrongShapes#onLast(Consumer)" + SHAPES,
        "WrongShapes#getX()" + SHAPES,
        "WrongShapes#onWChanged(Consumer)" + SHAPES,
        "WrongShapes#setNothing()" + SHAPES);
  }

  @RemoteInterface
  interface SetterAlone {
    @Property
    void setLast(String last);
  }

  @RemoteInterface
  interface HandlerAlone {
    @Property("other")
    Subscription onLastChanged(Consumer<String> handler);
  }

  @Test
  void propertyWithoutGetter() {
    assertBroken(
        SetterAlone.class,
        "SetterAlone#setLast(String): @Property 'last' has no getter; add T getLast()",
        "SetterAlone#setLast(String): @Property 'last' has a setter but no change handler; add"
            + " Subscription onLastChanged(Consumer<String> handler)");
    assertBroken(
        HandlerAlone.class,
        "HandlerAlone#onLastChanged(Consumer): @Property 'other' has no getter; add T getLast()");
  }

  @RemoteInterface
  interface NoGetter {
    @Property("a/b")
    CompletableFuture<Long> setX(List<?> x);

    @Property
    Subscription onXChanged(Consumer<String> handler);
  }

  @RemoteInterface
  interface NoGetterAndNoSetter {
    @Property("a+b")
    Subscription onXChanged(Runnable handler);
  }

  @Test
  void withoutGetterAllElseIsJudgedEvenSo() {
    String levels = "'" + TopicLevel.RULE + "; choose another with @Property(\"name\")";
    assertBroken(
        NoGetter.class,
        "NoGetter#setX(List): the @Property name 'a/b" + levels,
        "NoGetter#setX(List): @Property 'a/b' has no getter; add T getX()",
        "NoGetter#setX(List): the @Property must be a fully known type, but the wildcard ? is not"
            + " a type; name the type",
        "NoGetter#setX(List): the future of a @Property setter must have the type of the"
            + " property; return CompletableFuture<List<?>>",
        "NoGetter#onXChanged(Consumer): @Property 'a/b' has type List<?> by its setter, but the"
            + " handler takes String; use the same type for both");
    assertBroken(
        NoGetterAndNoSetter.class,
        "NoGetterAndNoSetter#onXChanged(Runnable): the @Property name 'a+b" + levels,
        "NoGetterAndNoSetter#onXChanged(Runnable): @Property 'a+b' has no getter; add T getX()",
        "NoGetterAndNoSetter#onXChanged(Runnable): the handler of @Property 'a+b' must have one"
            + " parameter, the new value; use a Consumer<T>");
  }

  @RemoteInterface
  interface TwoGetters {
    @Property
    boolean isOn();

    @Property
    boolean getOn();
  }

  @RemoteInterface
  interface TwoSetters {
    @Property
    int getX();

    @Property
    void setX(int x);

    @Property
    void setX(long x);

    @Property
    Subscription onXChanged(IntConsumer handler);
  }

  @RemoteInterface
  @SuppressWarnings("overloads")
  interface TwoHandlers {
    @Property
    int getX();

    @Property
    Subscription onXChanged(Consumer<Integer> handler);

    @Property
    Subscription onXChanged(IntConsumer handler);
  }

  @Test
  void methodThatIsThereTwice() {
    assertBroken(
        TwoGetters.class,
        "TwoGetters#isOn(): @Property 'on' has this method twice; keep TwoGetters#getOn()");
    assertBroken(
        TwoSetters.class,
        "TwoSetters#setX(long): @Property 'x' has this method twice; keep TwoSetters#setX(int)");
    assertBroken(
        TwoHandlers.class,
        "TwoHandlers#onXChanged(IntConsumer): @Property 'x' has this method twice; keep"
            + " TwoHandlers#onXChanged(Consumer)");
  }

  @RemoteInterface
  interface SetterWithoutHandler {
    @Property
    int getX();

    @Property
    void setX(int x);
  }

  @Test
  void changeThatNobodyCouldBeToldOf() {
    assertBroken(
        SetterWithoutHandler.class,
        "SetterWithoutHandler#setX(int): @Property 'x' has a setter but no change handler; add"
            + " Subscription onXChanged(Consumer<Integer> handler)");
  }

  @RemoteInterface
  interface OtherTypes {
    @Property
    List<String> getX();

    @Property
    void setX(List<Integer> x);

    @Property
    Subscription onXChanged(Consumer<String[]> handler);
  }

  @RemoteInterface
  interface SetterOfWrapper {
    @Property
    int getX();

    @Property
    void setX(Integer x);

    @Property
    Subscription onXChanged(Consumer<Integer> handler);
  }

  @Test
  void allMethodsHaveTheSameType() {
    assertBroken(
        OtherTypes.class,
        "OtherTypes#setX(List): @Property 'x' has type List<String> by its getter, but the setter"
            + " takes List<Integer>; use the same type for both",
        "OtherTypes#onXChanged(Consumer): @Property 'x' has type List<String> by its getter, but"
            + " the handler takes String[]; use the same type for both");
    assertBroken(
        SetterOfWrapper.class,
        "SetterOfWrapper#setX(Integer): @Property 'x' has type int by its getter, but the setter"
            + " takes Integer; use the same type for both");
  }

  @RemoteInterface
  interface ConfirmedWrite {
    @Property
    int getX();

    @Property
    CompletableFuture<Integer> setX(int x);

    @Property
    Subscription onXChanged(IntConsumer handler);
  }

  @RemoteInterface
  interface ConfirmedWriteOfOther {
    @Property
    int getX();

    @Property
    CompletableFuture<Long> setX(int x);

    @Property
    Subscription onXChanged(IntConsumer handler);
  }

  @RemoteInterface
  @SuppressWarnings("rawtypes")
  interface ConfirmedWriteOfRaw {
    @Property
    int getX();

    @Property
    CompletableFuture setX(int x);

    @Property
    Subscription onXChanged(IntConsumer handler);
  }

  @Test
  void confirmedWriteBringsTheValue() {
    PropertyModel x = InterfaceReader.read(ConfirmedWrite.class).properties().get(0);
    assertEquals(CompletableFuture.class, x.setter().orElseThrow().getReturnType());
    for (Class<?> type : List.of(ConfirmedWriteOfOther.class, ConfirmedWriteOfRaw.class)) {
      assertBroken(
          type,
          type.getSimpleName()
              + "#setX(int): the future of a @Property setter must have the type of the"
              + " property; return CompletableFuture<Integer>");
    }
  }

  @RemoteInterface
  interface RunnableHandler {
    @Property
    int getX();

    @Property
    Subscription onXChanged(Runnable handler);
  }

  @RemoteInterface
  interface BiConsumerHandler {
    @Property
    int getX();

    @Property
    Subscription onXChanged(BiConsumer<Integer, Integer> handler);
  }

  @Test
  void handlerTakesTheValueAlone() {
    String rule =
        ": the handler of @Property 'x' must have one parameter, the new value; use a"
            + " Consumer<Integer>";
    assertBroken(RunnableHandler.class, "RunnableHandler#onXChanged(Runnable)" + rule);
    assertBroken(BiConsumerHandler.class, "BiConsumerHandler#onXChanged(BiConsumer)" + rule);
  }

  @RemoteInterface
  interface NoHandler {
    @Property
    int getX();

    @Property
    Subscription onXChanged();
  }

  @Test
  void handlerIsMissing() {
    assertBroken(
        NoHandler.class,
        "NoHandler#onXChanged(): @Property methods that return Subscription must have one"
            + " parameter, the handler; use a Consumer<T> or another functional interface");
  }

  @RemoteInterface
  interface WildcardType {
    @Property
    List<? super Integer> getX();
  }

  @RemoteInterface
  @SuppressWarnings("rawtypes")
  interface RawType {
    @Property
    List[] getX();
  }

  @Test
  void typeIsFullyKnown() {
    assertBroken(
        WildcardType.class,
        "WildcardType#getX(): the @Property must be a fully known type, but the wildcard ?"
            + " super java.lang.Integer is not a type; name the type");
    assertBroken(
        RawType.class,
        "RawType#getX(): the @Property must be a fully known type, but List is raw, without its"
            + " type arguments; name the type");
  }

  @RemoteInterface
  interface HandlerOfWildcard {
    @Property
    List<String> getX();

    @Property
    Subscription onXChanged(Consumer<List<?>> handler);
  }

  @Test
  void anUnknownTypeOfAHandlerIsNotCalledAnotherTypeToo() {
    assertBroken(
        HandlerOfWildcard.class,
        "HandlerOfWildcard#onXChanged(Consumer): the handler must be a fully known type, but the"
            + " wildcard ? is not a type; name the type");
  }
}
