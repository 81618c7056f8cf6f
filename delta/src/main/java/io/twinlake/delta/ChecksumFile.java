package io.twinlake.delta;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.VersionChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Compares a {@code .crc} with what the log says of its version. Readers take a wrong one at its
 * word, and none of them needs it, so that one that is known to be wrong is better left out.
 */
final class ChecksumFile {
  private static final JsonFactory JSON = new JsonFactory();

  private ChecksumFile() {}

  /**
   * What is wrong with it; empty if nothing is known to be.
   *
   * @param tableId of that version; empty if the range does not say
   * @param files how many are live in it; empty if nobody can say
   */
  static Optional<String> problem(
      ObjectReader store, ObjectEntry file, Optional<String> tableId, OptionalLong files) {
    try (InputStream bytes =
            store.read(file.path(), ByteRange.whole(file.sizeBytes()), file.version());
        JsonParser in = JSON.createParser(bytes)) {
      return problem(in, tableId, files);
    } catch (VersionChangedException | JsonProcessingException e) {
      return Optional.of(
          e instanceof VersionChangedException
              ? "it is another one by now"
              : "it is not whole JSON");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> problem(
      JsonParser in, Optional<String> tableId, OptionalLong files) throws IOException {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      return Optional.of("it is no JSON object");
    }
    Optional<String> problem = Optional.empty();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String field = in.currentName();
      JsonToken value = in.nextToken();
      if (field.equals("numFiles") && value == JsonToken.VALUE_NUMBER_INT) {
        long said = in.getLongValue();
        if (files.isPresent() && said != files.getAsLong()) {
          problem =
              Optional.of(
                  "it says %d files, and the log says %d".formatted(said, files.getAsLong()));
        }
      } else if (field.equals("metadata") && value == JsonToken.START_OBJECT) {
        Optional<String> id = id(in);
        if (tableId.isPresent() && id.isPresent() && !id.equals(tableId)) {
          problem = Optional.of("it is of another table");
        }
      } else {
        in.skipChildren();
      }
    }
    return problem;
  }

  private static Optional<String> id(JsonParser in) throws IOException {
    Optional<String> id = Optional.empty();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String field = in.currentName();
      if (in.nextToken() == JsonToken.VALUE_STRING && field.equals("id")) {
        id = Optional.of(in.getText());
      } else {
        in.skipChildren();
      }
    }
    return id;
  }
}
