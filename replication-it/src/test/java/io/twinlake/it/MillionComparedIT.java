package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The driver holds neither listing: a million objects are compared with a heap of 512 MiB. */
@Timeout(600)
class MillionComparedIT {
  private static final long MOST_MINUTES = 8;

  @TempDir private Path scratch;

  @Test
  void aDriverOf512MebibytesComparesAMillionObjects() throws Exception {
    String yaml =
        """
        format: settings/1
        pair: sales
        sites:
          east: { raw: 'synthetic://1000x1000/', control: '%s' }
          west: { raw: 'synthetic://1000x999/', control: '%s', history: '%s' }
        replicate: { from: east, to: west }
        datasets: [ { name: raw, root: raw } ]
        """
            .formatted(directory("east"), directory("west"), directory("history"));
    Path options = Path.of(System.getProperty("twinlake.checkout"), "launcher", "jvm.options");

    Jvm.Ended ended =
        OneRun.start(
                scratch,
                List.of(
                    "@" + options, "-cp", Jvm.everything(), ValidationOfAMillion.class.getName()),
                yaml,
                Map.of())
            .end(MOST_MINUTES);

    System.out.println("A million compared: " + ended.out());
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("paths=1000000 ", " missing=1000 ", "unknown=Optional.empty");
    Matcher read = Pattern.compile("read=(\\d+)").matcher(ended.out());
    assertThat(read.find()).isTrue();
    assertThat(Long.parseLong(read.group(1))).isBetween(19_000L, 21_000L);
  }

  private String directory(String name) throws Exception {
    return Files.createDirectories(scratch.resolve(name)).toUri().toString();
  }
}
