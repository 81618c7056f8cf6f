package io.twinlake.delta;

import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.table.TableFile;
import io.twinlake.core.table.TableJob;
import io.twinlake.core.table.TableTransfer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Brings the data files, deletion vectors and change data of a range to the target. A file that is
 * gone at the source is a hole where no reader of the newest version needs it, and a reason to look
 * again where one does.
 */
final class DataCopy {

  /** How it ended. */
  enum End {
    /** All that the newest version of the range needs is at the target. */
    READY,
    /** A file that it needs is gone at the source. */
    MISSING,
    /** A file could not be copied. */
    FAILED
  }

  private final TableJob job;
  private final ObjectPrefix location;
  private final Need need;
  private final Set<String> live;
  private final long listed;
  private final List<String> holes = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long copied;
  private String message = "";
  private String missing = "";

  /**
   * @param listed about how many objects the table has
   */
  DataCopy(TableJob job, ObjectPrefix location, Need need, long listed) {
    this.job = job;
    this.location = location;
    this.need = need;
    this.live = need.live();
    this.listed = listed;
  }

  End run(TableTransfer transfer) {
    Map<String, Need.File> wanted = new LinkedHashMap<>();
    need.wanted().forEach(file -> wanted.put(file.path(), file));
    removeWhatIsThere(wanted);
    Map<String, ObjectPath> elsewhere = need.sources();
    List<String> own = wanted.keySet().stream().filter(p -> !elsewhere.containsKey(p)).toList();
    Map<String, ObjectEntry> found =
        new HashMap<>(LookUp.find(job.source(), job.root(), own, listed, job.requests()));
    found.putAll(
        LookUp.each(
            wanted.keySet().stream().filter(elsewhere::containsKey).toList(),
            path -> job.source().find(elsewhere.get(path)),
            job.requests()));
    List<TableFile> files = new ArrayList<>();
    for (Need.File file : wanted.values()) {
      ObjectEntry entry = found.get(file.path());
      if (entry == null) {
        isGone(file);
      } else if (fits(file, entry)) {
        files.add(new TableFile(entry, location.resolve(ObjectPath.of(file.path()))));
      } else if (live.contains(file.path())) {
        message =
            "%s has %d bytes at the source, and its log says %d: it was overwritten. Look at the source."
                .formatted(file.path(), entry.sizeBytes(), file.sizeBytes());
        return End.FAILED;
      } else {
        holes.add(file.version() + " " + file.path());
      }
    }
    if (!missing.isEmpty()) {
      return End.MISSING;
    }
    if (damaged(wanted, found)) {
      return End.FAILED;
    }
    return ended(transfer.copy(files, listed), wanted);
  }

  /** A vector that does not fit its checksum hides rows that are there, or shows deleted ones. */
  private boolean damaged(Map<String, Need.File> wanted, Map<String, ObjectEntry> found) {
    List<Callable<List<VectorCheck.Damage>>> checks = new ArrayList<>();
    for (Need.File file : wanted.values()) {
      ObjectEntry entry = found.get(file.path());
      if (file.role() == Need.Role.VECTOR && entry != null) {
        checks.add(() -> VectorCheck.damages(job.source(), entry, need.vectorsIn(file.path())));
      }
    }
    if (checks.isEmpty()) {
      return false;
    }
    Set<String> needed = need.liveVectorIds();
    for (List<VectorCheck.Damage> damages : job.requests().all(checks)) {
      for (VectorCheck.Damage damage : damages) {
        if (needed.contains(damage.vector().id())) {
          message =
              "%s at the source, so that the table cannot be read there, either. Nothing was published. Look at the source."
                  .formatted(damage.what());
          return true;
        }
        notes.add("%s; only earlier versions need it.".formatted(damage.what()));
      }
    }
    return false;
  }

  private End ended(List<TableTransfer.Outcome> outcomes, Map<String, Need.File> wanted) {
    for (TableTransfer.Outcome outcome : outcomes) {
      switch (outcome.result()) {
        case DONE -> copied++;
        case GONE -> isGone(wanted.get(location.relativize(outcome.file().target()).value()));
        case CHANGED, CONFLICT, FAILED -> message = message.isEmpty() ? outcome.message() : message;
      }
    }
    return !message.isEmpty() ? End.FAILED : missing.isEmpty() ? End.READY : End.MISSING;
  }

  private void isGone(Need.File file) {
    if (live.contains(file.path())) {
      missing = file.path();
    } else {
      holes.add(file.version() + " " + file.path());
    }
  }

  /** A file of vectors may hold more than one commit knows of. */
  private static boolean fits(Need.File file, ObjectEntry entry) {
    return file.role() == Need.Role.VECTOR
        ? entry.sizeBytes() >= file.sizeBytes()
        : entry.sizeBytes() == file.sizeBytes();
  }

  /**
   * A file that a commit adds and removes at once, to give it a new deletion vector, was needed by
   * the version before, so it should be there. Looking costs one request, copying three.
   */
  private void removeWhatIsThere(Map<String, Need.File> wanted) {
    List<String> expected =
        wanted.values().stream().filter(Need.File::expected).map(Need.File::path).toList();
    if (expected.isEmpty()) {
      return;
    }
    Map<String, ObjectEntry> there =
        LookUp.find(
            job.target(), job.directory().resolve(location), expected, listed, job.requests());
    for (String path : expected) {
      ObjectEntry entry = there.get(path);
      if (entry != null && fits(wanted.get(path), entry)) {
        wanted.remove(path);
      }
    }
  }

  /** Files that only earlier versions need and that are gone: the version, a space, the path. */
  List<String> holes() {
    return holes;
  }

  /** What a person should know. */
  List<String> notes() {
    return notes;
  }

  long copied() {
    return copied;
  }

  /** Why it failed. */
  String message() {
    return message;
  }

  /** One of the files that are missing. */
  String missing() {
    return missing;
  }
}
