package io.mqttremoting.internal.client;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.scaffold.InstrumentedType;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.bytecode.ByteCodeAppender;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.collection.ArrayAccess;
import net.bytebuddy.implementation.bytecode.constant.IntegerConstant;
import net.bytebuddy.implementation.bytecode.member.FieldAccess;
import net.bytebuddy.implementation.bytecode.member.MethodInvocation;
import net.bytebuddy.implementation.bytecode.member.MethodReturn;
import net.bytebuddy.implementation.bytecode.member.MethodVariableAccess;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * The body of a constructor that takes an array and assigns its elements to the fields. The fields
 * are final, so that a proxy may be handed to another thread in any way. The parameter is an array
 * because a constructor takes no more than 254 parameters.
 */
final class FieldsFromArray implements Implementation {
  private final List<String> fields;

  FieldsFromArray(List<String> fields) {
    this.fields = fields;
  }

  @Override
  public InstrumentedType prepare(InstrumentedType type) {
    return type;
  }

  @Override
  public ByteCodeAppender appender(Target target) {
    TypeDescription type = target.getInstrumentedType();
    return (visitor, context, method) -> append(type, visitor, context, method);
  }

  private ByteCodeAppender.Size append(
      TypeDescription type, MethodVisitor visitor, Context context, MethodDescription method) {
    List<StackManipulation> steps = new ArrayList<>();
    steps.add(MethodVariableAccess.loadThis());
    steps.add(
        MethodInvocation.invoke(
            TypeDescription.ForLoadedType.of(Object.class)
                .getDeclaredMethods()
                .filter(ElementMatchers.isConstructor())
                .getOnly()));
    for (int i = 0; i < fields.size(); i++) {
      FieldDescription field =
          type.getDeclaredFields().filter(ElementMatchers.named(fields.get(i))).getOnly();
      steps.add(MethodVariableAccess.loadThis());
      steps.add(MethodVariableAccess.load(method.getParameters().get(0)));
      steps.add(IntegerConstant.forValue(i));
      steps.add(ArrayAccess.of(field.getType()).load());
      steps.add(FieldAccess.forField(field).write());
    }
    steps.add(MethodReturn.VOID);
    StackManipulation.Size size = new StackManipulation.Compound(steps).apply(visitor, context);
    return new ByteCodeAppender.Size(size.getMaximalSize(), method.getStackSize());
  }
}
