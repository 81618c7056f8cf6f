package io.twinlake.jobs.spark;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.twinlake.core.json.Json;
import io.twinlake.core.plan.EntryCodec;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.store.ObjectVersion;

/**
 * A few blocks of one large object: what one task stages.
 *
 * @param entry the object at the source, as {@link EntryCodec} writes it
 * @param first index of the first block
 * @param end index behind the last block
 */
record LargePart(
    @JsonProperty("entry") String entry,
    @JsonProperty("first") int first,
    @JsonProperty("end") int end) {
  /** Blocks of one part. An object with no more is staged by the task that transfers it. */
  static final int BLOCKS = 4;

  /**
   * Whether it may pay to spread the object over tasks: it has many blocks, and a strong version,
   * under which blocks that lie at the target can be recognised.
   */
  static boolean mayBe(PlanAction action, DatasetJob job) {
    return action instanceof PlanAction.Copy copy
        && copy.source().version().strength() == ObjectVersion.Strength.STRONG
        && copy.bytes() > BLOCKS * job.transfer().partSize().bytes();
  }

  String encode() {
    return Json.line(this);
  }

  static LargePart decode(String line) {
    return Json.parse(line, LargePart.class, "A part of a large object in transit");
  }
}
