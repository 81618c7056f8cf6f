package io.twinlake.core.plan;

import static io.twinlake.core.plan.Datasets.listed;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingsTest {
  private static final Optional<String> SUCCESS = Optional.of("_SUCCESS");

  @Test
  void noticesReadyDirectoriesOnlyWhereAMarkerIsAskedFor() {
    assertThat(seeing(SUCCESS, "d=1/_SUCCESS").ready().contains(directory("d=1/"))).isTrue();
    assertThat(seeing(Optional.empty(), "d=1/_SUCCESS").ready().size()).isZero();
    assertThat(seeing(Optional.of("DONE"), "d=1/_SUCCESS").ready().size()).isZero();
    assertThat(seeing(SUCCESS, "d=1/x_SUCCESS").ready().size()).isZero();
  }

  @Test
  void knowsWhatIsBeingWritten() {
    Findings findings = seeing(SUCCESS, "d=1/part-0", "d=2/part-0", "d=2/_SUCCESS");

    assertThat(findings.isBeingWritten(directory("d=1/"))).isTrue();
    assertThat(findings.isBeingWritten(directory("d=2/"))).isFalse();
    assertThat(findings.isBeingWritten(directory("d=3/"))).isFalse();
  }

  @Test
  void partsOfAListingAddUpToTheWhole() {
    Findings left = seeing(SUCCESS, "a/_delta_log/0.json", "d=1/part-0");
    left.addAll(seeing(SUCCESS, "a/inner/.hoodie/x", "b/.hoodie/x", "d=1/_SUCCESS"));

    assertThat(left.tables().outermost()).containsExactly(directory("a/"), directory("b/"));
    assertThat(left.isBeingWritten(directory("d=1/"))).isFalse();
    assertThat(left.ready().contains(directory("d=1/"))).isTrue();
  }

  @Test
  void travelsToExecutorsAndBack() throws Exception {
    Findings findings = seeing(SUCCESS, "a/_delta_log/0.json", "d=1/part-0", "d=2/_SUCCESS");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(findings);
    }

    Findings back;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      back = (Findings) in.readObject();
    }

    assertThat(back.tables().covers(ObjectPath.of("a/x"))).isTrue();
    assertThat(back.isBeingWritten(directory("d=1/"))).isTrue();
    assertThat(back.ready().contains(directory("d=2/"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "_SUCCESS, true",
    "d=1/_SUCCESS, true",
    "d=1/_committed_123, true",
    "d=1/DONE, true",
    "d=1/_started_123, false",
    "d=1/part-0, false",
    "_SUCCESS/part-0, false",
    "d=1/_success, false",
    "d=1/, false"
  })
  void knowsAMarkerByItsName(String path, boolean marker) {
    assertThat(Findings.isMarker(ObjectPath.of(path), Optional.of("DONE"))).isEqualTo(marker);
  }

  private static Findings seeing(Optional<String> ready, String... paths) {
    Findings findings = new Findings();
    for (String path : paths) {
      findings.see(listed(path, "e1"), ready);
    }
    return findings;
  }

  private static ObjectPrefix directory(String path) {
    return new ObjectPrefix(path);
  }
}
