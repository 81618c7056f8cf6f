package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.RunResult;
import io.twinlake.testing.AzuriteRequest;
import io.twinlake.testing.Fault;
import io.twinlake.testing.FaultMoment;
import io.twinlake.testing.FaultProxy;
import io.twinlake.testing.Requests;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A source listing that breaks in the middle is no short listing: nothing at the target is deleted.
 * The service's answers are cut into pages of three names on the way, as the service itself may
 * always do.
 */
@Timeout(120)
class CutListingIT {
  private static final String DELETING =
      """
      transfer: { attempts: 2 }
      datasets:
        - { name: raw, root: raw, deletions: propagate, deletionCap: { count: 100, share: 100% } }
      """;
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f", "g", "h");
  private static final int PAGE = 3;
  private static final Pattern BLOB = Pattern.compile("<Blob>.*?</Blob>", Pattern.DOTALL);
  private static final Pattern NEXT =
      Pattern.compile("<NextMarker>[^<]*</NextMarker>|<NextMarker */>");

  private final TwoAccounts lake = new TwoAccounts();
  private final FaultProxy proxy = FaultProxy.of(lake.azurite);
  private final Predicate<AzuriteRequest> pages =
      Requests.list().and(Requests.account("sa3")).and(Requests.container(lake.raw));

  @BeforeEach
  void replicateInPages() {
    NAMES.forEach(name -> lake.source.put(lake.raw, name, "content of " + name));
    lake.replicateCleanly(DELETING);
    // One deletion that is meant, so that the run has a reason to delete at all.
    lake.source.delete(lake.raw, "b");
    proxy
        .when(pages)
        .fromNth(1)
        .inject(Fault.rewriteResponse("short page", CutListingIT::shortPage));
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  /** The first names of a page, and where to go on. */
  private static String shortPage(String xml) {
    List<String> blobs = BLOB.matcher(xml).results().map(MatchResult::group).toList();
    if (blobs.size() <= PAGE) {
      return xml;
    }
    String kept = String.join("", blobs.subList(0, PAGE));
    String last = blobs.get(PAGE - 1).replaceAll("(?s).*<Name>(.*?)</Name>.*", "$1");
    String shortened = xml.replaceAll("(?s)<Blobs>.*</Blobs>", "<Blobs>" + kept + "</Blobs>");
    return NEXT.matcher(shortened).replaceAll("<NextMarker>" + last + "</NextMarker>");
  }

  /** What a listing is begun anew after, as it may pass. */
  static Stream<Arguments> passing() {
    return named(
        Fault.rewriteResponse("XML cut in the middle", xml -> xml.substring(0, xml.length() / 2)),
        Fault.rewriteResponse(
            "XML without its end", xml -> xml.replace("</EnumerationResults>", "")),
        Fault.rewriteResponse("no content at all", xml -> ""),
        Fault.rewriteResponse("a page of somebody else", xml -> "<html>Please log in</html>"),
        Fault.cutResponse(200),
        Fault.resetBefore(),
        Fault.resetAfter(),
        Fault.answer(409, "ContainerBeingDeleted"),
        Fault.internalError(),
        Fault.busy(Optional.of(Duration.ofMillis(10))));
  }

  /** All that can keep a page away. */
  static Stream<Arguments> faults() {
    return Stream.concat(
        passing(),
        named(
            Fault.rewriteResponse(
                "an error's XML with status 200", xml -> "<Error><Code>ServerBusy</Code></Error>"),
            Fault.refuseConnection(),
            Fault.containerNotFound(),
            Fault.answer(404, "ResourceNotFound"),
            Fault.forbidden(),
            Fault.expiredToken(),
            Fault.expiredSignature(),
            Fault.conditionNotMet(),
            Fault.answer(400, "OutOfRangeInput"),
            Fault.tooManyRequests(Optional.empty())));
  }

  private static Stream<Arguments> named(Fault... faults) {
    return Stream.of(faults).map(fault -> Arguments.of(Named.of(fault.name(), fault)));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aSecondPageThatNeverComesDeletesNothing(Fault fault) {
    FaultMoment broken =
        proxy.when(pages.and(r -> r.query().contains("marker="))).fromNth(1).inject(fault);

    RunResult result = lake.twinlake(proxy.hadoop(), DELETING).replicate();

    assertThat(broken.came()).isTrue();
    assertThat(result.outcome()).as(result::toString).isEqualTo(RunResult.Outcome.FAILED);
    assertThat(raw(result).state()).isEqualTo(DatasetResult.State.FAILED);
    assertThat(raw(result).notes()).isNotEmpty();
    assertNothingIsDeleted();
    assertThat(lake.documents("recovery-points")).containsExactly("0000000001.json");
  }

  @ParameterizedTest
  @MethodSource("passing")
  void aSecondPageThatBreaksOnceIsListedAnew(Fault fault) {
    FaultMoment broken =
        proxy.when(pages.and(r -> r.query().contains("marker="))).nth(1).inject(fault);

    RunResult result = lake.twinlake(proxy.hadoop(), DELETING).replicate();

    assertThat(broken.came()).isTrue();
    assertThat(result.outcome()).as(result::toString).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(raw(result).deleted().objects()).isEqualTo(1);
    lake.assertSame(lake.raw);
  }

  @Test
  void pagesThatAreWholeDeleteWhatIsGone() {
    RunResult result = lake.twinlake(proxy.hadoop(), DELETING).replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(raw(result).deleted().objects()).isEqualTo(1);
    assertThat(proxy.injected().get("short page")).isEqualTo(3);
    lake.assertSame(lake.raw);
  }

  @Test
  void anEmptyPageWithANextMarkerIsNotTheEnd() {
    proxy
        .when(pages.and(r -> !r.query().contains("marker=")))
        .nth(1)
        .inject(
            Fault.answer(
                "empty page with a marker",
                200,
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs/>"
                    + "<NextMarker>!</NextMarker></EnumerationResults>",
                Map.of("Content-Type", "application/xml")));

    RunResult result = lake.twinlake(proxy.hadoop(), DELETING).replicate();

    assertThat(proxy.injected()).containsEntry("empty page with a marker", 1L);
    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(raw(result).deleted().objects()).isEqualTo(1);
    lake.assertSame(lake.raw);
  }

  @Test
  void anEmptyListingDeletesNothing() {
    proxy
        .when(pages)
        .fromNth(1)
        .inject(
            Fault.answer(
                "empty page",
                200,
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs/><NextMarker/>"
                    + "</EnumerationResults>",
                Map.of("Content-Type", "application/xml")));

    RunResult result = lake.twinlake(proxy.hadoop(), DELETING).replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(raw(result).notes()).anySatisfy(n -> assertThat(n).contains("lists nothing"));
    assertNothingIsDeleted();
  }

  @Test
  void aMarkerThatLeadsBackIsNotFollowedForEver() {
    proxy
        .when(pages.and(r -> r.query().contains("marker=")))
        .fromNth(1)
        .inject(
            Fault.rewriteResponse(
                "marker that leads back",
                xml -> NEXT.matcher(xml).replaceAll("<NextMarker>a</NextMarker>")));

    RunResult result = lake.twinlake(proxy.hadoop(), DELETING).replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.FAILED);
    assertNothingIsDeleted();
  }

  /**
   * A page that leaves names out and looks whole cannot be told from a true one; the cap limits it.
   */
  @Test
  void aPageThatLiesCannotBeDetectedAndOnlyTheCapHoldsItsDeletions() {
    proxy
        .when(pages.and(r -> r.query().contains("marker=")))
        .nth(1)
        .inject(
            Fault.rewriteResponse(
                "page without its names", xml -> BLOB.matcher(shortPage(xml)).replaceAll("")));

    RunResult result =
        lake.twinlake(proxy.hadoop(), DELETING.replace("count: 100", "count: 3")).replicate();

    assertThat(proxy.injected()).containsEntry("page without its names", 1L);
    assertThat(raw(result).notes()).anySatisfy(n -> assertThat(n).contains("deletionCap"));
    assertNothingIsDeleted();
  }

  @Test
  void aControlRootThatIsMissingForAMomentIsNotTakenForANewOne() {
    FaultMoment missing =
        proxy
            .when(
                Requests.list()
                    .and(Requests.container(lake.twinlake))
                    .and(r -> r.query().contains("recovery-points")))
            .nth(1)
            .inject(Fault.containerNotFound());

    RunResult result = lake.twinlake(proxy.hadoop(), DELETING).replicate();

    assertThat(missing.came()).isTrue();
    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(result.recoveryPoint()).contains(2L);
    assertThat(raw(result).adopted().objects()).isZero();
    assertThat(raw(result).deleted().objects()).isEqualTo(1);
  }

  private void assertNothingIsDeleted() {
    assertThat(lake.target.list(lake.raw).keySet()).isEqualTo(Set.copyOf(NAMES));
    assertThat(lake.azurite.requests())
        .noneMatch(
            r ->
                r.method().equals("DELETE")
                    && r.account().equals("sa4")
                    && r.container().equals(lake.raw));
  }

  private static DatasetResult raw(RunResult result) {
    return result.datasets().get(0);
  }
}
