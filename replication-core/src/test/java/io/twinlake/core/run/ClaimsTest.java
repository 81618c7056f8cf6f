package io.twinlake.core.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Rows;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimsTest {
  private final MemoryStore control = new MemoryStore("control");
  private final Claims claims = new Claims(control);

  @Test
  void aControlRootThatIsNotThereHasNone() {
    control.dropRoot();

    assertThat(claims.list()).isEmpty();
    assertThat(claims.read(List.of())).isEmpty();
  }

  @Test
  void rowsReadBackByDatasetAndPathWhateverOrderTheyWerePutIn() {
    claims.put("run-1", "d-0-0", List.of(Rows.put("d", "b", 2), Rows.put("d", "a", 2)));
    claims.put("run-1", "e-0-0", List.of(Rows.put("e", "a", 2)));

    assertThat(read())
        .isEqualTo(
            Map.of(
                "d",
                Map.of(
                    ObjectPath.of("a"), Rows.put("d", "a", 2),
                    ObjectPath.of("b"), Rows.put("d", "b", 2)),
                "e",
                Map.of(ObjectPath.of("a"), Rows.put("e", "a", 2))));
  }

  @Test
  void theNewestOfSeveralClaimsOfAPathCounts() {
    claims.put("run-z", "d-0-0", List.of(Rows.put("d", "a", 2)));
    claims.put("run-a", "d-0-0", List.of(Rows.put("d", "a", 3)));
    claims.put("run-m", "d-0-0", List.of(Rows.put("d", "a", 1)));

    assertThat(read().get("d")).containsEntry(ObjectPath.of("a"), Rows.put("d", "a", 3));
  }

  /** A task that ran twice claims once. */
  @Test
  void puttingABatchAgainChangesNothing() {
    claims.put("run-1", "d-0-0", List.of(Rows.put("d", "a", 1)));
    List<ObjectEntry> first = claims.list();

    claims.put("run-1", "d-0-0", List.of(Rows.put("d", "a", 2)));

    assertThat(claims.list()).isEqualTo(first);
  }

  @Test
  void removedClaimsAreGoneAndOthersStay() {
    claims.put("run-1", "d-0-0", List.of(Rows.put("d", "a", 1)));
    List<ObjectEntry> first = claims.list();
    claims.put("run-2", "d-0-0", List.of(Rows.put("d", "b", 1)));

    claims.remove(first);
    claims.remove(first);

    assertThat(read().get("d")).containsOnlyKeys(ObjectPath.of("b"));
  }

  @Test
  void aClaimThatIsGoneMeanwhileIsNone() {
    claims.put("run-1", "d-0-0", List.of(Rows.put("d", "a", 1)));
    List<ObjectEntry> listed = claims.list();
    claims.remove(listed);

    assertThat(claims.read(listed)).isEmpty();
  }

  @Test
  void aClaimThatIsNoClaimIsNamed() {
    byte[] bytes = "not a claim".getBytes(UTF_8);
    control.write(
        ObjectPath.of("claims/run-1/d-0-0.jsonl.gz"),
        new ByteArrayInputStream(bytes),
        bytes.length,
        ObjectMetadata.NONE,
        Expected.absent());

    assertThatThrownBy(this::read)
        .isInstanceOf(ReplicationException.class)
        .hasMessageContainingAll("claims/run-1/d-0-0.jsonl.gz", "Remove it");
  }

  private Map<String, Map<ObjectPath, LedgerRow>> read() {
    return claims.read(claims.list());
  }
}
