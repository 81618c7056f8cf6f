package io.twinlake.jobs.spark;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.plan.EntryCodec;
import io.twinlake.core.run.FileResult;
import io.twinlake.core.table.TableFile;
import io.twinlake.core.table.TableTransfer;
import io.twinlake.core.transfer.Route;
import io.twinlake.core.transfer.Transferred;
import java.util.Optional;

/**
 * What became of a file on its way back from a task, as one line of JSON. The driver has the file.
 *
 * @param number which of the files of the job it was
 * @param there what is at the target, as {@link EntryCodec} writes it, where the file was done
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FileResultLine(
    @JsonProperty("n") int number,
    @JsonProperty("result") TableTransfer.Result result,
    @JsonProperty("message") String message,
    @JsonProperty("stopped") boolean stopped,
    @JsonProperty("there") String there,
    @JsonProperty("proof") Proof proof,
    @JsonProperty("crc64") String crc64,
    @JsonProperty("route") Route route,
    @JsonProperty("adopted") boolean adopted) {

  static FileResultLine of(int number, FileResult result) {
    Optional<Transferred> done = result.done();
    return new FileResultLine(
        number,
        result.result(),
        result.message(),
        result.stopped(),
        done.map(d -> EntryCodec.encode(d.target())).orElse(null),
        done.map(Transferred::proof).orElse(null),
        done.flatMap(Transferred::crc64).map(Crc64::hex).orElse(null),
        done.map(Transferred::route).orElse(null),
        done.map(Transferred::adopted).orElse(false));
  }

  FileResult resultOf(TableFile file) {
    return new FileResult(
        file,
        result,
        message,
        stopped,
        Optional.ofNullable(there)
            .map(
                entry ->
                    new Transferred(
                        EntryCodec.decode(entry),
                        proof,
                        Optional.ofNullable(crc64).map(Crc64::parseHex),
                        route,
                        adopted)),
        Optional.empty());
  }

  String encode() {
    return Json.line(this);
  }

  static FileResultLine decode(String line) {
    return Json.parse(line, FileResultLine.class, "The result of a file in transit");
  }
}
