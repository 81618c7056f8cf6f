package io.twinlake.workspace;

import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.archive.Archive;
import io.twinlake.workspace.archive.Manifest;
import io.twinlake.workspace.archive.Withheld;
import io.twinlake.workspace.kinds.Catalogue;
import io.twinlake.workspace.kinds.Contents;
import io.twinlake.workspace.kinds.Scope;
import io.twinlake.workspace.kinds.Workers;
import io.twinlake.workspace.model.Blob;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Mentions;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Snapshot;
import io.twinlake.workspace.model.Tree;
import io.twinlake.workspace.sync.WorkspaceImport;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a point-in-time archive of one workspace. Bytes that an earlier archive holds, of objects
 * that did not change since, are not read again.
 */
final class WorkspaceExport {
  /** More than the clocks of a workspace and ours may differ. */
  private static final Duration YOUNG = Duration.ofMinutes(1);

  private static final Pattern MILLIS = Pattern.compile("\\d{1,18}");

  private final Catalogue catalogue = new Catalogue();
  private final Api api;
  private final Scope scope;
  private final Set<Kind> managed;
  private final Archive archive;
  private final Workers workers;

  /**
   * @param managed types that are left to Databricks itself
   */
  WorkspaceExport(Api api, Scope scope, Set<Kind> managed, Archive archive, Workers workers) {
    this.managed = managed;
    this.api = api;
    this.scope = scope;
    this.archive = archive;
    this.workers = workers;
  }

  /**
   * Reads the workspace and commits an archive of it.
   *
   * @param id names the archive
   * @param adjusted changes what was read before it is kept
   */
  Manifest run(String pair, String site, String id, Clock clock, UnaryOperator<Snapshot> adjusted) {
    Archive.Writer writer = archive.begin(pair, site, id, clock);
    Instant begin = clock.instant();
    Map<String, List<String>> mentions = new ConcurrentHashMap<>();
    Contents contents = contents(writer, earlier(site, mentions), mentions);
    Snapshot read = withoutSecrets(catalogue.read(api, scope, contents, workers));
    read = withMentions(adjusted.apply(withoutYoungStamps(read, begin.minus(YOUNG))), mentions);
    List<Problem> problems = new ArrayList<>(read.problems());
    managed.forEach(kind -> problems.add(Problem.note(kind, "", WorkspaceImport.LEFT)));
    return writer.commit(read, scope.read(), scope.directories(), problems);
  }

  /**
   * What changed just before it was read may change again within the same tick of the workspace's
   * clock: the next export reads it once more.
   */
  private static Snapshot withoutYoungStamps(Snapshot read, Instant young) {
    return read.map(
        item -> isYoung(item.stamp(), young) ? item.withBlob(item.blob().orElseThrow(), "") : item);
  }

  /** Of what could be an id only what is one. */
  private static Snapshot withMentions(Snapshot read, Map<String, List<String>> mentions) {
    Set<String> ids = new HashSet<>();
    read.all().stream().filter(item -> !item.kind().isInTree()).map(Item::id).forEach(ids::add);
    return read.map(
        item ->
            item.withMentions(
                item
                    .blob()
                    .map(blob -> mentions.getOrDefault(blob.sha256(), List.of()))
                    .orElse(List.of())
                    .stream()
                    .filter(mention -> !Mentions.isId(mention) || ids.contains(mention))
                    .toList()));
  }

  /** Stamps begin with the milliseconds of the last change. */
  private static boolean isYoung(String stamp, Instant young) {
    Matcher millis = MILLIS.matcher(stamp);
    return millis.lookingAt() && Long.parseLong(millis.group()) > young.toEpochMilli();
  }

  /** What the workspace holds now, as an archive would hold it; nothing is stored. */
  static Snapshot live(Api api, Scope scope, Workers workers) {
    return withoutSecrets(
        new Catalogue()
            .read(api, scope, (kind, id, stamp, download) -> Blob.of(download.get()), workers));
  }

  private static Snapshot withoutSecrets(Snapshot read) {
    List<Problem> problems = new ArrayList<>(read.problems());
    Snapshot clean = read.map(item -> Withheld.of(item, problems::add));
    return new Snapshot(clean.items(), clean.complete(), problems);
  }

  /** What the newest archive knows of bytes, by {@link #known}. */
  private Map<String, Blob> earlier(String site, Map<String, List<String>> mentions) {
    Map<String, Blob> blobs = new HashMap<>();
    Optional<Manifest> newest = archive.newestReadable(site);
    newest.ifPresent(
        manifest ->
            archive
                .read(manifest)
                .all()
                .forEach(
                    item ->
                        item.blob()
                            .ifPresent(
                                blob -> {
                                  blobs.put(known(item.kind(), item.id(), item.stamp()), blob);
                                  mentions.put(blob.sha256(), item.mentions());
                                })));
    return blobs;
  }

  private static String known(Kind kind, String id, String stamp) {
    return kind + " " + Tree.sha256((id + " " + stamp).getBytes(StandardCharsets.UTF_8));
  }

  private static Contents contents(
      Archive.Writer writer, Map<String, Blob> earlier, Map<String, List<String>> mentions) {
    return (Kind kind, String id, String stamp, Supplier<byte[]> download) -> {
      Blob before = stamp.isEmpty() ? null : earlier.get(known(kind, id, stamp));
      if (before != null && writer.has(before)) {
        return before;
      }
      byte[] content = download.get();
      Blob blob = writer.store(content);
      mentions.put(blob.sha256(), Mentions.in(content));
      return blob;
    };
  }
}
