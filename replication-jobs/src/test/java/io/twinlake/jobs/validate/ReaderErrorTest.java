package io.twinlake.jobs.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReaderErrorTest {
  private static ReaderError of(String outer, String inner) {
    return ReaderError.of(new IllegalStateException(outer, new IOException(inner)));
  }

  @Test
  void theFileIsFoundInWhatEachSparkSays() {
    String path = "abfss://raw@sa3.dfs.core.windows.net/t/day=2026-11-12/part-0.snappy.parquet";
    assertThat(of("Encountered error while reading file " + path + ". Details:", "bad").file())
        .contains(path);
    assertThat(
            of(
                    "[FAILED_READ_FILE.NO_HINT] Encountered error while reading file "
                        + path
                        + ". SQLSTATE: KD001",
                    "x")
                .file())
        .contains(path);
    assertThat(
            of(
                    "Exception thrown in awaitResult",
                    "Could not read footer for file: FileStatus{path="
                        + path
                        + "; isDirectory=false}")
                .file())
        .contains(path);
    assertThat(of("no file at all", "bad").file()).isEmpty();
  }

  @Test
  void theInnermostReasonIsToldInOneLineWithoutWhatMayBeACredential() {
    ReaderError error =
        of(
            "outer",
            "GET https://sa3.blob.core.windows.net/raw/t?sv=1&sig=abc%2Fdef failed, AccountKey=c2VjcmV0c2VjcmV0\nmore");
    assertThat(error.reason())
        .startsWith("IOException: GET https://sa3.blob.core.windows.net/raw/t?...")
        .doesNotContain("sig=", "c2VjcmV0c2VjcmV0", "more");
  }
}
