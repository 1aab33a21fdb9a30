package io.mqttremoting.house;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Finds where a constructor lets {@code this} escape before the object is complete: as an argument,
 * or captured by a lambda, method reference or inner object that is an argument. Keeping such an
 * object in a field of the class itself is not an escape.
 */
final class EscapingThis {
  private static final String STRING = "Ljava/lang/String;";

  /** {@code this}, or an object that holds it. */
  private static final class This extends BasicValue {
    This() {
      super(Type.getObjectType("java/lang/Object"));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof This;
    }

    @Override
    public int hashCode() {
      return This.class.hashCode();
    }

    static boolean is(BasicValue value) {
      return value instanceof This;
    }
  }

  private final URI file;
  private final ClassNode type;
  private final List<String> found = new ArrayList<>();

  private EscapingThis(URI file) throws IOException {
    this.file = file;
    this.type = read(file);
  }

  /**
   * Where {@code this} escapes in the class in a file: simple class name, line, and what receives
   * it. Nested classes have files of their own, beside it.
   */
  static List<String> of(URI file) throws IOException, AnalyzerException {
    EscapingThis search = new EscapingThis(file);
    for (MethodNode method : search.type.methods) {
      if (method.name.equals("<init>")) {
        search.search(method);
      }
    }
    return search.found;
  }

  private static ClassNode read(URI file) throws IOException {
    ClassNode type = new ClassNode();
    try (InputStream bytes = file.toURL().openStream()) {
      new ClassReader(bytes).accept(type, 0);
    }
    return type;
  }

  private void search(MethodNode constructor) throws AnalyzerException {
    Frame<BasicValue>[] frames = new Analyzer<>(new Tracker()).analyze(type.name, constructor);
    int line = 0;
    for (int i = 0; i < frames.length; i++) {
      AbstractInsnNode step = constructor.instructions.get(i);
      if (step instanceof LineNumberNode number) {
        line = number.line;
      } else if (frames[i] != null) {
        check(step, frames[i], line);
      }
    }
  }

  private void check(AbstractInsnNode step, Frame<BasicValue> frame, int line) {
    if (step instanceof MethodInsnNode call && !isOfOwnConstruction(call) && !isContainer(call)) {
      int arguments = Type.getArgumentCount(call.desc);
      for (int i = 0; i < arguments; i++) {
        if (This.is(frame.getStack(frame.getStackSize() - 1 - i))) {
          report(line, call.owner + "." + call.name);
        }
      }
    } else if (step instanceof FieldInsnNode field
        && (step.getOpcode() == Opcodes.PUTSTATIC
            || (step.getOpcode() == Opcodes.PUTFIELD && !field.owner.equals(type.name)))
        && This.is(frame.getStack(frame.getStackSize() - 1))) {
      report(line, field.owner + "." + field.name);
    } else if (step.getOpcode() == Opcodes.AASTORE
        && This.is(frame.getStack(frame.getStackSize() - 1))) {
      report(line, "an array");
    }
  }

  private void report(int line, String receiver) {
    found.add(
        type.name.replaceFirst(".*/", "")
            + ":"
            + line
            + " to "
            + receiver.replaceFirst(".*/", "").replace(".<init>", ""));
  }

  /** Whether the call constructs this object (this class or its superclass), or an inner object. */
  private boolean isOfOwnConstruction(MethodInsnNode call) {
    return call.name.equals("<init>")
        && (call.owner.equals(type.name)
            || call.owner.equals(type.superName)
            || isInner(call.owner));
  }

  /** Whether the call makes a container that only holds its arguments. */
  private static boolean isContainer(MethodInsnNode call) {
    return call.name.equals("of") && call.owner.matches("java/util/(List|Map|Set|Optional)");
  }

  /** Whether instances of this class hold the instance of the checked class that made them. */
  private boolean isInner(String name) {
    if (!name.startsWith(type.name + "$")) {
      return false;
    }
    try {
      return read(file.resolve(name.replaceFirst(".*/", "") + ".class")).fields.stream()
          .anyMatch(this::holdsOwner);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean holdsOwner(FieldNode field) {
    return field.name.startsWith("this$") && field.desc.equals("L" + type.name + ";");
  }

  /** Distinguishes {@code this}, and objects that hold it, from other values. */
  private final class Tracker extends BasicInterpreter {
    Tracker() {
      super(Opcodes.ASM9);
    }

    @Override
    public BasicValue newParameterValue(boolean isInstance, int local, Type parameter) {
      return isInstance && local == 0
          ? new This()
          : super.newParameterValue(isInstance, local, parameter);
    }

    @Override
    public BasicValue newOperation(AbstractInsnNode step) throws AnalyzerException {
      return step instanceof TypeInsnNode made && isInner(made.desc)
          ? new This()
          : super.newOperation(step);
    }

    @Override
    public BasicValue copyOperation(AbstractInsnNode step, BasicValue value) {
      return value;
    }

    @Override
    public BasicValue unaryOperation(AbstractInsnNode step, BasicValue value)
        throws AnalyzerException {
      return step.getOpcode() == Opcodes.CHECKCAST && This.is(value)
          ? value
          : super.unaryOperation(step, value);
    }

    @Override
    public BasicValue naryOperation(AbstractInsnNode step, List<? extends BasicValue> values)
        throws AnalyzerException {
      boolean holds =
          (step instanceof InvokeDynamicInsnNode lambda && !lambda.desc.endsWith(")" + STRING))
              || (step instanceof MethodInsnNode call && isContainer(call));
      return holds && values.stream().anyMatch(This::is)
          ? new This()
          : super.naryOperation(step, values);
    }

    @Override
    public BasicValue merge(BasicValue one, BasicValue other) {
      if (This.is(one) || This.is(other)) {
        return This.is(one) ? one : other;
      }
      return super.merge(one, other);
    }
  }
}
