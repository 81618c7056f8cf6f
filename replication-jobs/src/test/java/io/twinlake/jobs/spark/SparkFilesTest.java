package io.twinlake.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.run.FileResult;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.table.TableFile;
import io.twinlake.core.table.TableTransfer;
import io.twinlake.core.transfer.Route;
import io.twinlake.core.transfer.Transferred;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How files of a table travel to tasks and what became of them travels back. */
class SparkFilesTest {
  private static ObjectEntry entry(String path, long bytes) {
    return new ObjectEntry(
        ObjectPath.of(path),
        bytes,
        ObjectVersion.strong("\"0x8D\u00e9 of " + path),
        Instant.parse("2026-11-22T10:00:00Z"),
        ObjectType.FILE,
        ObjectMetadata.of(Map.of("Content-Type", "a/b"), Map.of("k", "line\nbreak")));
  }

  private static TableFile file(String path, long bytes) {
    return new TableFile(entry("lake/" + path, bytes), ObjectPath.of(path));
  }

  private static List<TableFile> files(int count, long bytes) {
    return IntStream.range(0, count)
        .mapToObj(i -> file("p=%d/%05d\n \u00e9%%20".formatted(i % 7, i), bytes))
        .toList();
  }

  private static List<FileLine> lines(String share) {
    return share.lines().map(FileLine::decode).toList();
  }

  @Test
  void everyFileIsInExactlyOneShareAndComesBackAsItWas() {
    List<TableFile> files = files(5000, 1000);
    List<FileLine> all =
        SparkFiles.shares(files, 8).stream().flatMap(share -> lines(share).stream()).toList();
    assertThat(all).hasSize(5000);
    assertThat(all).extracting(FileLine::number).doesNotHaveDuplicates();
    assertThat(all).allSatisfy(l -> assertThat(l.file()).isEqualTo(files.get(l.number())));
  }

  @Test
  void sharesAreOfNeighboursAndOfLikeWeight() {
    List<String> shares = SparkFiles.shares(files(2400, 1000), 8);
    assertThat(shares).hasSize(24);
    assertThat(shares).allSatisfy(s -> assertThat(lines(s)).hasSizeBetween(99, 101));
    assertThat(lines(shares.get(0)))
        .extracting(FileLine::file)
        .allMatch(f -> f.target().value().startsWith("p=0/"));
  }

  @Test
  void oneLargeFileIsAShareOfItsOwn() {
    List<TableFile> files = new ArrayList<>(files(200, 1000));
    files.add(file("a-large", 10L << 30));
    List<String> shares = SparkFiles.shares(files, 2);
    assertThat(shares.size()).isBetween(2, 6);
    assertThat(lines(shares.get(0)))
        .extracting(l -> l.file().target().value())
        .containsExactly("a-large");
  }

  @Test
  void fewFilesMakeNoEmptyShares() {
    assertThat(SparkFiles.shares(files(3, 5), 100)).hasSize(3);
  }

  @Test
  void resultsAreInTheOrderOfTheFilesHoweverTasksEnd() {
    List<TableFile> files = files(100, 10);
    List<FileResult> expected = new ArrayList<>();
    List<String> told = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      FileResult result = result(files.get(i), i);
      expected.add(result);
      told.add(FileResultLine.of(i, result).encode());
    }
    Collections.shuffle(told, new Random(1));
    assertThat(SparkFiles.inOrder(files, told)).isEqualTo(expected);
  }

  private static FileResult result(TableFile file, int i) {
    return switch (i % 4) {
      case 0 ->
          FileResult.done(
              file,
              new Transferred(
                  entry("at/" + i, 10),
                  Proof.ATTESTED,
                  Optional.of(Crc64.of(new byte[] {(byte) i})),
                  Route.COPIED,
                  false));
      case 1 ->
          FileResult.done(
              file,
              new Transferred(
                  entry("at/" + i, 10), Proof.LENGTH, Optional.empty(), Route.STREAMED, true));
      case 2 -> FileResult.failed(file, TableTransfer.Result.GONE, "It is \"gone\".\nLook.");
      default -> FileResult.stopped(file, "Another epoch.");
    };
  }

  @Test
  void aFileThatNoTaskToldOfIsNeverTakenForCopied() {
    List<TableFile> files = files(2, 10);
    assertThatThrownBy(
            () ->
                SparkFiles.inOrder(
                    files, List.of(FileResultLine.of(0, result(files.get(0), 0)).encode())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(files.get(1).target().value());
  }
}
