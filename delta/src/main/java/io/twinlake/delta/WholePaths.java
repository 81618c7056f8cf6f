package io.twinlake.delta;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.twinlake.core.settings.DatasetSettings.AbsolutePaths;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.table.TableJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives the files that a commit names by their whole names the names that they have at the target.
 * Only those strings change; every other byte stays. The same name always becomes the same one, as
 * a file is removed by the name that it was added by.
 */
final class WholePaths {
  /** Below a table at the target: files that it had elsewhere at the source. */
  static final String FOREIGN = "_twinlake_foreign/";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  /**
   * A commit as the target has it.
   *
   * @param changed whether it names anything in another way than the source's
   * @param sources where files that it names below the table lie at the source, if elsewhere
   */
  record Rewritten(byte[] bytes, boolean changed, Map<String, ObjectPath> sources) {}

  /** A name that cannot be given another; the message says which, and what to do. */
  static final class UnmappableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnmappableException(String message) {
      super(message);
    }
  }

  private record Edit(int from, int to, String text) {}

  private final TableJob job;

  WholePaths(TableJob job) {
    this.job = job;
  }

  /** Whether the settings want any of this. */
  boolean apply() {
    return job.absolutePaths() != AbsolutePaths.FAIL;
  }

  static byte[] bytes(ObjectReader store, ObjectEntry entry) {
    try (InputStream in =
        store.read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version())) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Rewrites a commit.
   *
   * @throws BrokenLogException if it is no commit
   * @throws UnmappableException if it names a file that the settings do not reach
   */
  Rewritten rewrite(byte[] commit) {
    List<Edit> edits = new ArrayList<>();
    Map<String, ObjectPath> sources = new HashMap<>();
    try (JsonParser in = JSON.createParser(commit)) {
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token != JsonToken.START_OBJECT) {
          throw new BrokenLogException("a line of it is no JSON object");
        }
        while (in.nextToken() != JsonToken.END_OBJECT) {
          String action = in.currentName();
          boolean names = List.of("add", "remove", "cdc").contains(action);
          if (in.nextToken() == JsonToken.START_OBJECT && names) {
            file(in, edits, sources);
          } else {
            in.skipChildren();
          }
        }
      }
    } catch (JsonProcessingException e) {
      throw new BrokenLogException("it is not whole JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Rewritten(edited(commit, edits), !edits.isEmpty(), sources);
  }

  private void file(JsonParser in, List<Edit> edits, Map<String, ObjectPath> sources)
      throws IOException {
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String field = in.currentName();
      JsonToken value = in.nextToken();
      if (field.equals("path") && value == JsonToken.VALUE_STRING) {
        int from = (int) in.currentTokenLocation().getByteOffset();
        String path = in.getText();
        int to = (int) in.currentLocation().getByteOffset();
        if (FilePath.isAbsolute(path)) {
          edits.add(
              new Edit(
                  from,
                  to,
                  inside(path, sources).map(FilePath::encoded).orElseGet(() -> mapped(path))));
        }
      } else if (field.equals("deletionVector") && value == JsonToken.START_OBJECT) {
        vector(in, edits, sources);
      } else {
        in.skipChildren();
      }
    }
  }

  private void vector(JsonParser in, List<Edit> edits, Map<String, ObjectPath> sources)
      throws IOException {
    Edit storage = new Edit(0, 0, "");
    Edit place = new Edit(0, 0, "");
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String field = in.currentName();
      JsonToken value = in.nextToken();
      if (value == JsonToken.VALUE_STRING) {
        int from = (int) in.currentTokenLocation().getByteOffset();
        String text = in.getText();
        Edit found = new Edit(from, (int) in.currentLocation().getByteOffset(), text);
        storage = field.equals("storageType") ? found : storage;
        place = field.equals("pathOrInlineDv") ? found : place;
      } else {
        in.skipChildren();
      }
    }
    if (!storage.text().equals("p")) {
      return;
    }
    String name = place.text();
    Optional<String> relative = inside(name, sources).flatMap(FilePath::encodedVector);
    if (relative.isPresent()) {
      edits.add(new Edit(storage.from(), storage.to(), "u"));
      edits.add(new Edit(place.from(), place.to(), relative.get()));
    } else if (job.absolutePaths() == AbsolutePaths.MATERIALISE) {
      throw new UnmappableException(
          "it refers to the deletion vectors in %s, which are not named as Delta names them and cannot be copied into it. Use 'absolutePaths: map'."
              .formatted(FilePath.shown(name)));
    } else {
      edits.add(new Edit(place.from(), place.to(), mapped(name)));
    }
  }

  /** Where the file is below the table at the target; empty where it stays elsewhere. */
  private Optional<String> inside(String name, Map<String, ObjectPath> sources) {
    Optional<ObjectPath> below = job.names().below(name);
    if (below.isPresent() && below.get().value().startsWith(job.root().value())) {
      return Optional.of(job.root().relativize(below.get()).value());
    }
    if (job.absolutePaths() == AbsolutePaths.MAP) {
      return Optional.empty();
    }
    ObjectPath source =
        below.orElseThrow(
            () ->
                new UnmappableException(
                    "it refers to %s, which does not lie in its own data root, and 'absolutePaths: materialise' copies nothing from elsewhere. Use 'absolutePaths: map', or replicate a deep copy of it."
                        .formatted(FilePath.shown(name))));
    int slash = source.value().lastIndexOf('/');
    String directory = Hashes.sha256(source.value().substring(0, slash + 1)).substring(0, 8);
    String path = FOREIGN + directory + "/" + source.value().substring(slash + 1);
    sources.put(path, source);
    return Optional.of(path);
  }

  private String mapped(String name) {
    return job.names()
        .atTarget(name)
        .orElseThrow(
            () ->
                new UnmappableException(
                    "it refers to %s, which lies in no data root of the sites, so that 'absolutePaths: map' knows no name for it at the target. Name its data root under 'sites', or replicate a deep copy of it."
                        .formatted(FilePath.shown(name))));
  }

  private static byte[] edited(byte[] commit, List<Edit> edits) {
    if (edits.isEmpty()) {
      return commit;
    }
    edits.sort((a, b) -> Integer.compare(a.from(), b.from()));
    ByteArrayOutputStream out = new ByteArrayOutputStream(commit.length + 256);
    int at = 0;
    for (Edit edit : edits) {
      if (commit[edit.from()] != '"' || commit[edit.to() - 1] != '"') {
        throw new IllegalStateException("No string at byte " + edit.from());
      }
      out.write(commit, at, edit.from() - at);
      out.write('"');
      out.writeBytes(
          new String(JsonStringEncoder.getInstance().quoteAsString(edit.text()))
              .getBytes(StandardCharsets.UTF_8));
      out.write('"');
      at = edit.to();
    }
    out.write(commit, at, commit.length - at);
    return out.toByteArray();
  }
}
