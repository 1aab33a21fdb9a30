package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.util.List;
import java.util.function.Consumer;

/** The contracts of the recorded peers, derived from their traffic. */
final class Peers {
  private Peers() {}

  enum Enum0 {
    VALUE0,
    VALUE1,
    VALUE2,
    VALUE3
  }

  enum Enum1 {
    VALUE0,
    VALUE1,
    VALUE2,
    VALUE3
  }

  enum Enum2 {
    VALUE0,
    VALUE1,
    VALUE2,
    VALUE3
  }

  enum Enum3 {
    VALUE0,
    VALUE1,
    VALUE2,
    VALUE3
  }

  record StructBool(boolean fieldBool) {}

  record StructInt(int fieldInt) {}

  record StructFloat(float fieldFloat) {}

  record StructString(String fieldString) {}

  record Vector(double x, double y, double z) {}

  @RemoteInterface(module = "tb.simple", name = "SimpleInterface")
  interface SimpleInterface {
    @Property
    boolean getPropBool();

    @Property
    void setPropBool(boolean value);

    @Property
    Subscription onPropBoolChanged(Consumer<Boolean> handler);

    @Property
    int getPropInt();

    @Property
    void setPropInt(int value);

    @Property
    Subscription onPropIntChanged(Consumer<Integer> handler);

    @Property
    int getPropInt32();

    @Property
    void setPropInt32(int value);

    @Property
    Subscription onPropInt32Changed(Consumer<Integer> handler);

    @Property
    long getPropInt64();

    @Property
    void setPropInt64(long value);

    @Property
    Subscription onPropInt64Changed(Consumer<Long> handler);

    @Property
    float getPropFloat();

    @Property
    void setPropFloat(float value);

    @Property
    Subscription onPropFloatChanged(Consumer<Float> handler);

    @Property
    float getPropFloat32();

    @Property
    void setPropFloat32(float value);

    @Property
    Subscription onPropFloat32Changed(Consumer<Float> handler);

    @Property
    double getPropFloat64();

    @Property
    void setPropFloat64(double value);

    @Property
    Subscription onPropFloat64Changed(Consumer<Double> handler);

    @Property
    String getPropString();

    @Property
    void setPropString(String value);

    @Property
    Subscription onPropStringChanged(Consumer<String> handler);

    @Operation
    void funcNoReturnValue(boolean param);

    @Operation
    boolean funcNoParams();

    @Operation
    boolean funcBool(boolean param);

    @Operation
    int funcInt(int param);

    @Operation
    int funcInt32(int param);

    @Operation
    long funcInt64(long param);

    @Operation
    float funcFloat(float param);

    @Operation
    float funcFloat32(float param);

    @Operation
    double funcFloat64(double param);

    @Operation
    String funcString(String param);

    @Signal
    Subscription onSigBool(Consumer<Boolean> handler);

    @Signal
    Subscription onSigInt(Consumer<Integer> handler);

    @Signal
    Subscription onSigInt32(Consumer<Integer> handler);

    @Signal
    Subscription onSigInt64(Consumer<Long> handler);

    @Signal
    Subscription onSigFloat(Consumer<Float> handler);

    @Signal
    Subscription onSigFloat32(Consumer<Float> handler);

    @Signal
    Subscription onSigFloat64(Consumer<Double> handler);

    @Signal
    Subscription onSigString(Consumer<String> handler);
  }

  @RemoteInterface(module = "tb.simple", name = "SimpleArrayInterface")
  interface SimpleArrayInterface {
    @Property
    List<Boolean> getPropBool();

    @Property
    void setPropBool(List<Boolean> value);

    @Property
    Subscription onPropBoolChanged(Consumer<List<Boolean>> handler);

    @Property
    List<Integer> getPropInt();

    @Property
    void setPropInt(List<Integer> value);

    @Property
    Subscription onPropIntChanged(Consumer<List<Integer>> handler);

    @Property
    List<Integer> getPropInt32();

    @Property
    void setPropInt32(List<Integer> value);

    @Property
    Subscription onPropInt32Changed(Consumer<List<Integer>> handler);

    @Property
    List<Long> getPropInt64();

    @Property
    void setPropInt64(List<Long> value);

    @Property
    Subscription onPropInt64Changed(Consumer<List<Long>> handler);

    @Property
    List<Float> getPropFloat();

    @Property
    void setPropFloat(List<Float> value);

    @Property
    Subscription onPropFloatChanged(Consumer<List<Float>> handler);

    @Property
    List<Float> getPropFloat32();

    @Property
    void setPropFloat32(List<Float> value);

    @Property
    Subscription onPropFloat32Changed(Consumer<List<Float>> handler);

    @Property
    List<Double> getPropFloat64();

    @Property
    void setPropFloat64(List<Double> value);

    @Property
    Subscription onPropFloat64Changed(Consumer<List<Double>> handler);

    @Property
    List<String> getPropString();

    @Property
    void setPropString(List<String> value);

    @Property
    Subscription onPropStringChanged(Consumer<List<String>> handler);

    @Property
    String getPropReadOnlyString();

    @Operation
    List<Boolean> funcBool(List<Boolean> param);

    @Operation
    List<Integer> funcInt(List<Integer> param);

    @Operation
    List<Integer> funcInt32(List<Integer> param);

    @Operation
    List<Long> funcInt64(List<Long> param);

    @Operation
    List<Float> funcFloat(List<Float> param);

    @Operation
    List<Float> funcFloat32(List<Float> param);

    @Operation
    List<Double> funcFloat64(List<Double> param);

    @Operation
    List<String> funcString(List<String> param);

    @Signal
    Subscription onSigBool(Consumer<List<Boolean>> handler);

    @Signal
    Subscription onSigInt(Consumer<List<Integer>> handler);

    @Signal
    Subscription onSigInt32(Consumer<List<Integer>> handler);

    @Signal
    Subscription onSigInt64(Consumer<List<Long>> handler);

    @Signal
    Subscription onSigFloat(Consumer<List<Float>> handler);

    @Signal
    Subscription onSigFloat32(Consumer<List<Float>> handler);

    @Signal
    Subscription onSigFloat64(Consumer<List<Double>> handler);

    @Signal
    Subscription onSigString(Consumer<List<String>> handler);
  }

  @RemoteInterface(module = "tb.simple", name = "VoidInterface")
  interface VoidInterface {
    @Operation
    void funcVoid();

    @Signal
    Subscription onSigVoid(Runnable handler);
  }

  @RemoteInterface(module = "tb.enum", name = "EnumInterface")
  interface EnumInterface {
    @Property
    Enum0 getProp0();

    @Property
    void setProp0(Enum0 value);

    @Property
    Subscription onProp0Changed(Consumer<Enum0> handler);

    @Property
    Enum1 getProp1();

    @Property
    void setProp1(Enum1 value);

    @Property
    Subscription onProp1Changed(Consumer<Enum1> handler);

    @Property
    Enum2 getProp2();

    @Property
    void setProp2(Enum2 value);

    @Property
    Subscription onProp2Changed(Consumer<Enum2> handler);

    @Property
    Enum3 getProp3();

    @Property
    void setProp3(Enum3 value);

    @Property
    Subscription onProp3Changed(Consumer<Enum3> handler);

    @Operation
    Enum0 func0(Enum0 param);

    @Operation
    Enum1 func1(Enum1 param);

    @Operation
    Enum2 func2(Enum2 param);

    @Operation
    Enum3 func3(Enum3 param);

    @Signal
    Subscription onSig0(Consumer<Enum0> handler);

    @Signal
    Subscription onSig1(Consumer<Enum1> handler);

    @Signal
    Subscription onSig2(Consumer<Enum2> handler);

    @Signal
    Subscription onSig3(Consumer<Enum3> handler);
  }

  @RemoteInterface(module = "testbed1", name = "StructInterface")
  interface StructInterface {
    @Property
    StructBool getPropBool();

    @Property
    void setPropBool(StructBool value);

    @Property
    Subscription onPropBoolChanged(Consumer<StructBool> handler);

    @Property
    StructInt getPropInt();

    @Property
    void setPropInt(StructInt value);

    @Property
    Subscription onPropIntChanged(Consumer<StructInt> handler);

    @Property
    StructFloat getPropFloat();

    @Property
    void setPropFloat(StructFloat value);

    @Property
    Subscription onPropFloatChanged(Consumer<StructFloat> handler);

    @Property
    StructString getPropString();

    @Property
    void setPropString(StructString value);

    @Property
    Subscription onPropStringChanged(Consumer<StructString> handler);

    @Operation
    StructBool funcBool(StructBool param);

    @Operation
    StructBool funcInt(StructInt param);

    @Operation
    StructFloat funcFloat(StructFloat param);

    @Operation
    StructString funcString(StructString param);

    @Signal
    Subscription onSigBool(Consumer<StructBool> handler);

    @Signal
    Subscription onSigInt(Consumer<StructInt> handler);

    @Signal
    Subscription onSigFloat(Consumer<StructFloat> handler);

    @Signal
    Subscription onSigString(Consumer<StructString> handler);
  }

  @RemoteInterface(module = "counter", name = "Counter")
  interface Counter {
    @Property
    Vector getVector();

    @Property
    void setVector(Vector value);

    @Property
    Subscription onVectorChanged(Consumer<Vector> handler);

    @Property
    List<Vector> getVectorArray();

    @Property
    void setVectorArray(List<Vector> value);

    @Property
    Subscription onVectorArrayChanged(Consumer<List<Vector>> handler);

    @Property("extern_vector")
    String getExternVector();

    @Property("extern_vector")
    void setExternVector(String value);

    @Property("extern_vector")
    Subscription onExternVectorChanged(Consumer<String> handler);

    @Operation
    Vector decrement(Vector vec);

    @Operation
    List<Vector> decrementArray(List<Vector> vec);

    @Operation
    String increment(String vec);
  }
}
