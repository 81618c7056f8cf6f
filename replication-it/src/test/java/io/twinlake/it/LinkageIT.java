package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Every class, method and field of Spark, Hadoop, Hive and the logger that our classes in the one
 * jar were compiled against is there on this Spark line, and no call depends on Scala's version.
 */
class LinkageIT {
  private static final String ACTIVE = "()Lorg/apache/spark/sql/SparkSession;";

  @Test
  void everythingThatOurClassesAskOfTheClusterIsThere() throws IOException {
    Linkage ours = ours();
    assertThat(ours.wanted())
        .hasSizeGreaterThan(150)
        .anyMatch(w -> w.startsWith("org/apache/spark/sql/SparkSession."))
        .anyMatch(w -> w.startsWith("org/apache/hadoop/fs/FileSystem."))
        .anyMatch(w -> w.startsWith("org/slf4j/Logger."));
    assertThat(ours.missing()).as("what this Spark line does not have").isEmpty();
  }

  /** Collections changed between Scala 2.12 and 2.13: such a call works with one of them. */
  @Test
  void noCallHasAnythingOfScalaInItsDescriptorButTuplesAndOptions() throws IOException {
    assertThat(ours().scala()).isEmpty();
  }

  /** Otherwise the tests above could not fail. */
  @Test
  void aCallWithAScalaCollectionAndOneOfWhatIsNotThereAreSeen() throws IOException {
    Linkage wrong = new Linkage();
    try (InputStream in = LinkageIT.class.getResourceAsStream("LinkageIT$Wrong.class")) {
      wrong.add(in);
    }
    assertThat(wrong.scala())
        .anyMatch(call -> call.contains("org/apache/spark/sql/types/StructType.toSeq()Lscala/"));
    assertThat(wrong.missing()).isEmpty();

    Linkage gone = new Linkage().add(new ByteArrayInputStream(callsWhatIsGone()));
    assertThat(gone.missing())
        .anyMatch(call -> call.contains("org/apache/spark/sql/SparkSession.noLongerThere()V"))
        .anyMatch(call -> call.contains("org/apache/spark/Gone"))
        .hasSize(2);
  }

  private static byte[] callsWhatIsGone() {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V17, 0, "io/twinlake/Calls", null, "java/lang/Object", null);
    MethodVisitor method = writer.visitMethod(Opcodes.ACC_STATIC, "call", "()V", null, null);
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC, "org/apache/spark/sql/SparkSession", "noLongerThere", "()V", false);
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC, "org/apache/spark/sql/SparkSession", "active", ACTIVE, false);
    method.visitTypeInsn(Opcodes.NEW, "org/apache/spark/Gone");
    method.visitMaxs(0, 0);
    return writer.toByteArray();
  }

  /** What must not be written. */
  static final class Wrong {
    private Wrong() {}

    static Object columns(StructType type) {
      return type.toSeq();
    }
  }

  private static Linkage ours() throws IOException {
    Linkage linkage = new Linkage();
    try (JarFile jar = new JarFile(ShadedJar.path().toFile())) {
      List<JarEntry> classes =
          Collections.list(jar.entries()).stream()
              .filter(e -> e.getName().endsWith(".class"))
              .filter(e -> e.getName().startsWith("io/twinlake/"))
              .filter(e -> !e.getName().startsWith("io/twinlake/shaded/"))
              .toList();
      for (JarEntry each : classes) {
        try (InputStream in = jar.getInputStream(each)) {
          linkage.add(in);
        }
      }
    }
    return linkage;
  }
}
