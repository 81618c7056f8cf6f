package io.twinlake.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class FileLogTest {
  private static Optional<String> west(String path) {
    return path.startsWith("abfss://raw@east")
        ? Optional.of(path.replace("east", "west"))
        : Optional.empty();
  }

  @Test
  void onlyThePathsChange() {
    FileLog.Rewritten log =
        FileLog.rewrite(
            "v1\n{\"path\":\"abfss://raw@east.x/a%20b.json\",\"timestamp\":1,\"batchId\":0}\n{\"path\":\"abfss://raw@east.x/c\",\"n\":[1.50]}",
            FileLogTest::west);

    assertThat(log.text())
        .contains(
            "v1\n{\"path\":\"abfss://raw@west.x/a%20b.json\",\"timestamp\":1,\"batchId\":0}\n{\"path\":\"abfss://raw@west.x/c\",\"n\":[1.5]}");
  }

  @Test
  void aFileInNoDataRootIsAProblem() {
    assertThat(FileLog.rewrite("v1\n{\"path\":\"s3://other/a\"}", FileLogTest::west).problem())
        .contains("s3://other/a", "in no data root");
    assertThat(FileLog.rewrite("v1\nnonsense", FileLogTest::west).problem()).contains("no JSON");
    assertThat(FileLog.rewrite("v1\n{}", FileLogTest::west).problem()).contains("names no file");
  }

  @Test
  void anEmptyBatchStaysEmpty() {
    assertThat(FileLog.rewrite("v1", FileLogTest::west).text()).contains("v1");
  }
}
