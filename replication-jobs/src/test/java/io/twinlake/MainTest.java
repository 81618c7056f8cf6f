package io.twinlake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
  @ParameterizedTest
  @CsvSource({"1.8, 8", "1.7, 7", "11, 11", "17, 17", "21, 21", "nonsense, 0"})
  void knowsAJavaByItsSpecification(String specification, int feature) {
    assertThat(Main.feature(specification)).isEqualTo(feature);
  }

  @Test
  void namesTheSettingsThatMendIt() {
    assertThat(Main.tooOld("1.8", "/usr/lib/jvm/java-8"))
        .contains("Java 17", "Java 1.8 (/usr/lib/jvm/java-8)", "spark.yarn.appMasterEnv.JAVA_HOME")
        .contains("spark.executorEnv.JAVA_HOME", "JNAME=zulu17-ca-amd64");
  }

  /** As Maven builds it; a JVM of Java 8 must be able to load it. */
  @Test
  void isCompiledForJava8() throws IOException {
    try (DataInputStream file = new DataInputStream(Main.class.getResourceAsStream("Main.class"))) {
      assertThat(file.readInt()).isEqualTo(0xCAFEBABE);
      file.readUnsignedShort();
      assertThat(file.readUnsignedShort()).as("class file version").isEqualTo(52);
    }
  }
}
