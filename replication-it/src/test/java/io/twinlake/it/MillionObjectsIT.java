package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The driver never holds a listing: a million objects are planned with a heap of 512 MiB. */
@Timeout(600)
class MillionObjectsIT {
  private static final long MOST_MINUTES = 8;

  @TempDir private Path scratch;

  @Test
  void aDriverOf512MebibytesPlansAMillionObjects() throws Exception {
    String yaml =
        """
        format: settings/1
        pair: sales
        sites:
          east: { raw: 'synthetic://1000x1000/', control: '%s' }
          west: { raw: '%s', control: '%s' }
        replicate: { from: east, to: west }
        datasets: [ { name: raw, root: raw } ]
        """
            .formatted(directory("east"), directory("data"), directory("west"));
    Path options = Path.of(System.getProperty("twinlake.checkout"), "launcher", "jvm.options");

    Jvm.Ended ended =
        OneRun.start(
                scratch,
                List.of("@" + options, "-cp", Jvm.everything(), PlanOfAMillion.class.getName()),
                yaml,
                Map.of())
            .end(MOST_MINUTES);

    System.out.println("A million objects: " + ended.out());
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("planned=1000000 ordered=true");
  }

  private String directory(String name) throws Exception {
    return Files.createDirectories(scratch.resolve(name)).toUri().toString();
  }
}
