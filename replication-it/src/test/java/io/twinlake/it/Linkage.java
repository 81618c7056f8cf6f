package io.twinlake.it;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What class files ask of classes that a cluster brings, and whether those of this JVM's class path
 * have it: what the JVM itself would find out one call after another, at night.
 */
final class Linkage {
  private static final Set<String> SCALA = Set.of("scala/Tuple2", "scala/Option");

  private final Set<String> wanted = new TreeSet<>();
  private final Set<String> missing = new TreeSet<>();
  private final Set<String> scala = new TreeSet<>();

  /** Takes a class file in. */
  Linkage add(InputStream classFile) throws IOException {
    ClassReader reader = new ClassReader(classFile);
    reader.accept(new Calls(reader.getClassName()), ClassReader.SKIP_DEBUG);
    return this;
  }

  /** The classes, methods and fields of others that were asked for. */
  Set<String> wanted() {
    return wanted;
  }

  /** Those that are not there. */
  Set<String> missing() {
    return missing;
  }

  /** Calls whose descriptors hold anything of Scala but a tuple or an option. */
  Set<String> scala() {
    return scala;
  }

  private static boolean foreign(String owner) {
    return !owner.startsWith("[")
        && Stream.of("java/", "javax/", "jdk/", "sun/", "org/w3c/", "org/xml/", "io/twinlake/")
            .noneMatch(owner::startsWith);
  }

  private void member(String from, String owner, String name, String descriptor) {
    Stream.concat(Stream.of(Type.getObjectType(owner)), types(descriptor))
        .map(t -> t.getSort() == Type.ARRAY ? t.getElementType() : t)
        .filter(t -> t.getSort() == Type.OBJECT)
        .map(Type::getInternalName)
        .filter(t -> t.startsWith("scala/") && !SCALA.contains(t))
        .forEach(t -> scala.add(shown(from, owner, name, descriptor)));
    if (!foreign(owner)) {
      return;
    }
    wanted.add(owner + "." + name + descriptor);
    Class<?> type = load(from, owner);
    if (type != null && !has(type, name, descriptor)) {
      missing.add(shown(from, owner, name, descriptor));
    }
  }

  private static Stream<Type> types(String descriptor) {
    return descriptor.startsWith("(")
        ? Stream.concat(
            Arrays.stream(Type.getArgumentTypes(descriptor)),
            Stream.of(Type.getReturnType(descriptor)))
        : Stream.of(Type.getType(descriptor));
  }

  private static String shown(String from, String owner, String name, String descriptor) {
    return "%s asks for %s.%s%s".formatted(from, owner, name, descriptor);
  }

  private Class<?> load(String from, String name) {
    try {
      return Class.forName(name.replace('/', '.'), false, Linkage.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      missing.add(from + " asks for " + name + " (" + e + ")");
      return null;
    }
  }

  /** With what it inherits. */
  private static boolean has(Class<?> type, String name, String descriptor) {
    Deque<Class<?>> open = new ArrayDeque<>(Set.of(type));
    Set<Class<?>> seen = new HashSet<>();
    if (type.isInterface()) {
      open.add(Object.class);
    }
    while (!open.isEmpty()) {
      Class<?> each = open.remove();
      if (!seen.add(each)) {
        continue;
      }
      boolean here =
          switch (name) {
            case "<init>" ->
                each == type
                    && Arrays.stream(each.getDeclaredConstructors())
                        .anyMatch(c -> Type.getConstructorDescriptor(c).equals(descriptor));
            default ->
                descriptor.startsWith("(")
                    ? Arrays.stream(each.getDeclaredMethods())
                        .anyMatch(
                            m ->
                                m.getName().equals(name)
                                    && Type.getMethodDescriptor(m).equals(descriptor))
                    : Arrays.stream(each.getDeclaredFields())
                        .anyMatch(f -> isField(f, name, descriptor));
          };
      if (here) {
        return true;
      }
      if (each.getSuperclass() != null) {
        open.add(each.getSuperclass());
      }
      open.addAll(Set.of(each.getInterfaces()));
    }
    return false;
  }

  private static boolean isField(Field field, String name, String descriptor) {
    return field.getName().equals(name) && Type.getDescriptor(field.getType()).equals(descriptor);
  }

  /** All places of a class file that name members or types. */
  private final class Calls extends ClassVisitor {
    private final String from;

    Calls(String from) {
      super(Opcodes.ASM9);
      this.from = from;
    }

    private void type(String name) {
      Type type = Type.getObjectType(name);
      String element =
          type.getSort() == Type.ARRAY ? type.getElementType().getInternalName() : name;
      if (element.length() > 1 && foreign(element)) {
        wanted.add(element);
        load(from, element);
      }
    }

    @Override
    public void visit(
        int version, int access, String name, String signature, String parent, String[] types) {
      type(parent);
      Arrays.stream(types).forEach(this::type);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String called, String type, boolean isInterface) {
          member(from, owner, called, type);
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String field, String type) {
          member(from, owner, field, type);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
          type(type);
        }

        @Override
        public void visitInvokeDynamicInsn(
            String called, String type, Handle bootstrap, Object... arguments) {
          for (Object argument : arguments) {
            if (argument instanceof Handle handle) {
              member(from, handle.getOwner(), handle.getName(), handle.getDesc());
            }
          }
        }

        private void type(String name) {
          Calls.this.type(name);
        }
      };
    }
  }
}
