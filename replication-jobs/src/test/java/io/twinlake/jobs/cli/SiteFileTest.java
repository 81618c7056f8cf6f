package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteFileTest {
  @TempDir Path directory;

  @Test
  void keepsFinalSettingsAndResolvesVariables() throws IOException {
    URL first =
        file(
            "core-site.xml",
            "<configuration>"
                + "<property><name>a</name><value>1</value><final>true</final></property>"
                + "<property><name>b</name><value>${a}/${unknown}</value></property>"
                + "</configuration>");
    URL second =
        file(
            "hdfs-site.xml",
            "<configuration><property><name>a</name><value>2</value></property></configuration>");
    assertThat(SiteFile.read(List.of(first, second)))
        .containsEntry("a", "1")
        .containsEntry("b", "1/${unknown}");
  }

  @Test
  void endsWithVariablesThatNameEachOther() throws IOException {
    URL loop =
        file(
            "core-site.xml",
            "<configuration>"
                + "<property><name>a</name><value>${b}</value></property>"
                + "<property><name>b</name><value>${a}</value></property>"
                + "</configuration>");
    assertThat(SiteFile.read(List.of(loop))).containsKeys("a", "b");
  }

  @Test
  void refusesAFileWithExternalEntities() throws IOException {
    Path secret = directory.resolve("secret");
    Files.writeString(secret, "SECRETVALUE");
    URL hostile =
        file(
            "core-site.xml",
            "<!DOCTYPE c [<!ENTITY x SYSTEM \""
                + secret.toUri()
                + "\">]><configuration><property><name>a</name><value>&x;</value></property></configuration>");
    assertThatThrownBy(() -> SiteFile.read(List.of(hostile)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("HADOOP_CONF_DIR");
  }

  @Test
  void refusesIncludesInsteadOfIgnoringThem() throws IOException {
    URL including =
        file(
            "core-site.xml",
            "<configuration xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"x.xml\"/></configuration>");
    assertThatThrownBy(() -> SiteFile.read(List.of(including)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("includes other files");
  }

  @Test
  void doesNotRepeatTheContentOfABrokenFile() throws IOException {
    URL broken = file("core-site.xml", "<configuration>SECRETVALUE");
    assertThatThrownBy(() -> SiteFile.read(List.of(broken))).hasMessageNotContaining("SECRETVALUE");
  }

  private URL file(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, content);
    return file.toUri().toURL();
  }
}
