package io.twinlake.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twinlake.core.store.AccessDeniedException;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.Refusal;
import io.twinlake.core.store.StoreFacts;
import io.twinlake.core.store.StorePlace;
import io.twinlake.testing.Azurite;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an account tells of itself, and in which words it is refused. */
class BlobInspectionTest {
  private final AzureBlobStore store = TestContainers.created("sa3");

  @Test
  void anAccountTellsWhatItCanAndTheRestIsNotOff() {
    StoreFacts before = store.inspect();
    assertThat(before.hierarchical()).contains(false);
    assertThat(before.redundancy()).isPresent();
    assertThat(before.immutable()).contains(false);
    assertThat(before.legalHold()).contains(false);
    assertThat(before.versioning()).as("nothing was written yet").isEmpty();

    store.write(
        ObjectPath.of("a"),
        InputStream.nullInputStream(),
        0,
        ObjectMetadata.NONE,
        Expected.absent());

    assertThat(store.inspect().versioning()).contains(false);
    assertThat(store.inspect().elsewhere())
        .containsKeys(StoreFacts.SOFT_DELETE, StoreFacts.VERSIONING, "lifecycle rules")
        .allSatisfy((what, where) -> assertThat(where).contains("sa3"));
  }

  @Test
  void aVersionIdOnWhatWasWrittenMeansThatVersionsAreKept() {
    AzureBlobStore keeping =
        TestContainers.through(
            store,
            new Wire.Answer(
                Wire::isPut,
                201,
                Map.of(
                    "x-ms-version-id", "2026-11-22T00:00:00.0000000Z",
                    "ETag", "\"0x1\"",
                    "Last-Modified", "Sun, 22 Nov 2026 00:00:00 GMT")));
    keeping.write(
        ObjectPath.of("b"),
        InputStream.nullInputStream(),
        0,
        ObjectMetadata.NONE,
        Expected.absent());

    assertThat(keeping.inspect().versioning()).contains(true);
  }

  @Test
  void whoMayNotAskSeesNothingAndFailsNothing() {
    AzureBlobStore refused =
        TestContainers.through(
            store,
            new Wire.Answer(
                request -> true,
                403,
                Map.of("x-ms-error-code", "AuthorizationPermissionMismatch")));

    StoreFacts facts = refused.inspect();

    assertThat(facts.softDeleteDays()).isEmpty();
    assertThat(facts.immutable()).isEmpty();
    assertThat(facts.redundancy()).isEmpty();
  }

  @Test
  void aRefusalTellsTheTimeToo() {
    AzureBlobStore refused =
        TestContainers.through(
            store,
            new Wire.Answer(
                request -> true,
                403,
                Map.of(
                    "x-ms-error-code",
                    "AuthenticationFailed",
                    "Date",
                    "Sun, 22 Nov 2020 00:00:00 GMT")));

    assertThat(refused.now()).isBetween("2020-11-22T00:00:00Z", "2020-11-22T00:01:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "AuthenticationFailed, CREDENTIAL, fs.azure.account.key.sa3",
    "KeyBasedAuthenticationNotPermitted, CREDENTIAL, allows keys at all",
    "AuthorizationPermissionMismatch, PERMISSION, 'Storage Blob Data Reader'' on container'",
    "AuthorizationSourceIPMismatch, NETWORK, under Networking",
    "AuthorizationFailure, UNCLEAR, under Networking",
    "SomethingNew, UNCLEAR, fs.azure.account.key.sa3",
  })
  void eachKindOfRefusalHasItsOwnRemedy(String code, Refusal refusal, String remedy) {
    AzureBlobStore refused =
        TestContainers.through(
            store, new Wire.Answer(request -> true, 403, Map.of("x-ms-error-code", code)));

    AccessDeniedException denied =
        catchThrowableOfType(
            AccessDeniedException.class, () -> refused.list(ObjectPrefix.ALL).count());

    assertThat(denied.refusal()).isEqualTo(refusal);
    assertThat(denied.next()).contains(remedy);
    assertThat(denied.seen()).contains("account sa3", code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<broken", "<a/>"})
  void propertiesThatCannotBeReadAreNotSeen(String xml) {
    assertThat(BlobInspection.deleteRetention(xml.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true, 7", "false, 0"})
  void softDeleteIsReadFromItsOwnPolicyAndNotFromTheLogs(boolean on, int days) {
    String xml =
        """
        <StorageServiceProperties>
          <Logging><RetentionPolicy><Enabled>true</Enabled><Days>90</Days></RetentionPolicy></Logging>
          <DeleteRetentionPolicy><Enabled>%s</Enabled><Days>7</Days></DeleteRetentionPolicy>
        </StorageServiceProperties>
        """
            .formatted(on);

    assertThat(BlobInspection.deleteRetention(xml.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Optional.of(days));
  }

  @Test
  void aPlaceIsSpokenOfInAnAdministratorsWords() {
    StorePlace place =
        new AzureStoreProvider()
            .place(Azurite.abfs("sa3", "raw", "x"), TestContainers.context("test"));

    assertThat(place.name()).isEqualTo("container raw of account sa3");
    assertThat(place.label()).isEqualTo("raw@sa3");
    assertThat(place.host()).contains("127.0.0.1");
    assertThat(place.toWrite()).contains("Storage Blob Data Contributor", "container raw");
    assertThat(place.toCreate()).contains("az storage container create", "sa3", "raw");
  }
}
