package io.twinlake.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.Ability;
import io.twinlake.core.store.Copied;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.ServerSideCopy;
import io.twinlake.core.store.VersionChangedException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The promises of {@link Ability#SERVER_SIDE_COPY}. */
public abstract class ServerSideCopyContract extends StoreContract {

  /** Another empty store that this one can copy from: another account where there are accounts. */
  protected abstract ObjectStore emptySource();

  private static Copied copy(
      ObjectStore target,
      ObjectStore source,
      ObjectEntry object,
      ObjectMetadata metadata,
      Expected expected) {
    return ((ServerSideCopy) target).copy(source, object, object.path(), metadata, expected);
  }

  @Test
  void theStoreDeclaresIt() {
    ObjectStore store = emptyStore();
    assertThat(store.abilities()).contains(Ability.SERVER_SIDE_COPY);
    assertThat(((ServerSideCopy) store).canCopyFrom(emptySource())).isTrue();
    assertThat(((ServerSideCopy) store).maxCopyBytes()).isPositive();
  }

  @Test
  void copiesBytesHeadersAndMetadataWhereNoneAreGiven() {
    ObjectStore source = emptySource();
    ObjectStore target = emptyStore();
    ObjectEntry object =
        write(source, "orders/part 0", "content", MetadataContract.RICH, Expected.absent());

    ObjectEntry copied =
        copy(target, source, object, ObjectMetadata.NONE, Expected.absent()).target();

    assertThat(read(target, "orders/part 0")).isEqualTo("content");
    ObjectEntry listed = entries(target, "").get(0);
    assertThat(listed.version()).isEqualTo(copied.version());
    assertThat(listed.sizeBytes()).isEqualTo(copied.sizeBytes()).isEqualTo(7);
    assertThat(MetadataContract.withoutMd5(listed.metadata())).isEqualTo(MetadataContract.RICH);
  }

  @Test
  void metadataThatIsGivenReplacesTheSourcesWhileHeadersAreCarriedOver() {
    ObjectStore source = emptySource();
    ObjectStore target = emptyStore();
    ObjectEntry object = write(source, "a", "content", MetadataContract.RICH, Expected.absent());

    copy(target, source, object, metadata("only", "this"), Expected.absent());

    ObjectMetadata listed = entries(target, "").get(0).metadata();
    assertThat(listed.user()).isEqualTo(Map.of("only", "this"));
    assertThat(MetadataContract.withoutMd5(listed).headers())
        .isEqualTo(MetadataContract.RICH.headers());
  }

  @Test
  void theSourcesMetadataAndOursTravelTogetherWhenBothAreGiven() {
    ObjectStore source = emptySource();
    ObjectStore target = emptyStore();
    ObjectEntry object = write(source, "a", "content", MetadataContract.RICH, Expected.absent());

    copy(target, source, object, object.metadata().copiedFrom(object.version()), Expected.absent());

    ObjectMetadata listed = entries(target, "").get(0).metadata();
    assertThat(listed.sourceVersion()).contains(object.version());
    assertThat(MetadataContract.withoutMd5(listed.withoutOurs())).isEqualTo(MetadataContract.RICH);
  }

  @Test
  void copiesToAnotherPath() {
    ObjectStore source = emptySource();
    ObjectStore target = emptyStore();
    ObjectEntry object = write(source, "a", "content");

    ((ServerSideCopy) target)
        .copy(source, object, ObjectPath.of("x/y/z"), ObjectMetadata.NONE, Expected.absent());

    assertThat(paths(target, "")).containsExactly("x/y/z");
  }

  @Test
  void copiesWithinOneStore() {
    ObjectStore store = emptyStore();
    ObjectEntry object = write(store, "a", "content");

    ((ServerSideCopy) store)
        .copy(store, object, ObjectPath.of("history/a"), ObjectMetadata.NONE, Expected.absent());

    assertThat(read(store, "history/a")).isEqualTo("content");
  }

  @Test
  void copiesAnEmptyObject() {
    ObjectStore source = emptySource();
    ObjectStore target = emptyStore();
    ObjectEntry object = write(source, "empty", "");
    copy(target, source, object, ObjectMetadata.NONE, Expected.absent());

    assertThat(read(target, "empty")).isEmpty();
  }

  @Test
  void aSourceThatChangedIsNotCopied() {
    ObjectStore source = emptySource();
    ObjectStore target = emptyStore();
    ObjectEntry planned = write(source, "a", "planned");
    replace(source, planned, "changed");

    assertThatThrownBy(() -> copy(target, source, planned, ObjectMetadata.NONE, Expected.absent()))
        .isInstanceOfSatisfying(
            VersionChangedException.class, e -> assertThat(e.isGone()).isFalse());
    assertThat(entries(target, "")).isEmpty();
  }

  @Test
  void aSourceThatIsGoneIsSaidToBeGone() {
    ObjectStore source = emptySource();
    ObjectStore target = emptyStore();
    ObjectEntry planned = write(source, "a", "planned");
    source.delete(planned.path(), planned.version());

    assertThatThrownBy(() -> copy(target, source, planned, ObjectMetadata.NONE, Expected.absent()))
        .isInstanceOfSatisfying(
            VersionChangedException.class, e -> assertThat(e.isGone()).isTrue());
    assertThat(entries(target, "")).isEmpty();
  }

  @Test
  void aTargetThatIsThereIsNotOverwrittenWhereNothingWasExpected() {
    ObjectStore source = emptySource();
    ObjectStore target = emptyStore();
    ObjectEntry object = write(source, "a", "content");
    write(target, "a", "theirs");

    assertThatThrownBy(() -> copy(target, source, object, ObjectMetadata.NONE, Expected.absent()))
        .isInstanceOf(PreconditionFailedException.class);
    assertThat(read(target, "a")).isEqualTo("theirs");
  }

  @Test
  void replacesExactlyTheExpectedVersion() {
    ObjectStore source = emptySource();
    ObjectStore target = emptyStore();
    ObjectEntry object = write(source, "a", "content");
    ObjectEntry old = write(target, "a", "old");
    copy(target, source, object, ObjectMetadata.NONE, Expected.version(old.version()));

    assertThat(read(target, "a")).isEqualTo("content");
    assertThatThrownBy(
            () ->
                copy(target, source, object, ObjectMetadata.NONE, Expected.version(old.version())))
        .isInstanceOf(PreconditionFailedException.class);
  }

  @Test
  void aTargetThatIsGoneIsNotWrittenWhereAVersionWasExpected() {
    ObjectStore source = emptySource();
    ObjectStore target = emptyStore();
    ObjectEntry object = write(source, "a", "content");
    ObjectEntry old = write(target, "a", "old");
    target.delete(old.path(), old.version());

    assertThatThrownBy(
            () ->
                copy(target, source, object, ObjectMetadata.NONE, Expected.version(old.version())))
        .isInstanceOf(PreconditionFailedException.class);
    assertThat(entries(target, "")).isEmpty();
  }
}
