package io.twinlake.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpMethod;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreException;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.StoreContract;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Listings of several pages, with pages of two. */
class BlobListingTest extends StoreContract {
  private static final List<String> NAMES =
      List.of(
          "a", "b/1", "b/2", "b/3", "c", "d/x/1", "d\uD83D\uDE00/1", "d\uE000", "d\uFF5E/2", "e");

  private final AzureBlobStore store = TestContainers.created("sa4");
  private final BlobListing listing = new BlobListing(TestContainers.service(store), "", 2);

  @Override
  protected ObjectStore emptyStore() {
    return store;
  }

  private void writeAll() {
    NAMES.forEach(name -> write(store, name, "x"));
  }

  @Test
  void pagesFollowEachOtherInOrderWithoutGapOrRepetition() {
    writeAll();

    assertThat(listing.below(ObjectPrefix.ALL).map(e -> e.path().value()))
        .containsExactlyElementsOf(NAMES.stream().sorted(ObjectPath::compareUtf8).toList());
    assertThat(listing.below(new ObjectPrefix("b/")).map(e -> e.path().value()))
        .containsExactly("b/1", "b/2", "b/3");
  }

  @Test
  void aPageIsAskedForWhenItIsNeeded() {
    writeAll();

    List<String> seen = new ArrayList<>();
    long first =
        Azurite.shared()
            .requestsOf(
                () -> {
                  try (Stream<ObjectEntry> stream = listing.below(ObjectPrefix.ALL)) {
                    seen.add(stream.findFirst().orElseThrow().path().value());
                  }
                })
            .size();
    assertThat(seen).containsExactly("a");
    assertThat(first).isEqualTo(1);
  }

  @Test
  void aLevelOfSeveralPagesIsWhole() {
    writeAll();

    Level top = listing.level(ObjectPrefix.ALL);
    assertThat(top.objects().stream().map(e -> e.path().value()))
        .containsExactly("a", "c", "d\uE000", "e");
    assertThat(top.prefixes())
        .containsExactly(
            new ObjectPrefix("b/"),
            new ObjectPrefix("d/"),
            new ObjectPrefix("d\uFF5E/"),
            new ObjectPrefix("d\uD83D\uDE00/"));
  }

  @Test
  void anObjectIsFoundAmongOthersThatBeginWithItsName() {
    for (String name : List.of("a", "a/b", "a-b", "ab")) {
      write(store, name, "x");
    }

    assertThat(listing.one(path("a"))).map(e -> e.path().value()).contains("a");
    assertThat(listing.one(path("a/"))).isEmpty();
  }

  @Test
  void aLaterPageThatFailsFailsTheListing() {
    writeAll();
    AzurePlace place = AzurePlace.of(store.root());
    Iterator<ObjectEntry> walk = listing.below(ObjectPrefix.ALL).iterator();
    assertThat(walk.next().path().value()).isEqualTo("a");
    TestContainers.service(store)
        .send(
            BlobRequest.onContainer(HttpMethod.DELETE),
            BlobCall.onContainer("lose " + place.container(), true));

    assertThatThrownBy(() -> walk.forEachRemaining(e -> {})).isInstanceOf(StoreException.class);
  }
}
