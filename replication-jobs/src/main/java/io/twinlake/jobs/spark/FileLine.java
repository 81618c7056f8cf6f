package io.twinlake.jobs.spark;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.twinlake.core.json.Json;
import io.twinlake.core.plan.EntryCodec;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.table.TableFile;

/**
 * A file of a table on its way to a task, as one line of JSON.
 *
 * @param number which of the files of the job it is
 * @param entry the object at the source, as {@link EntryCodec} writes it
 * @param to where to, below the dataset's root
 */
record FileLine(
    @JsonProperty("n") int number,
    @JsonProperty("entry") String entry,
    @JsonProperty("to") String to) {

  static FileLine of(int number, TableFile file) {
    return new FileLine(number, EntryCodec.encode(file.source()), file.target().value());
  }

  TableFile file() {
    return new TableFile(EntryCodec.decode(entry), ObjectPath.of(to));
  }

  String encode() {
    return Json.line(this);
  }

  static FileLine decode(String line) {
    return Json.parse(line, FileLine.class, "A file of a table in transit");
  }
}
