package io.twinlake.core.preflight;

import io.twinlake.core.settings.PlaceRules;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.core.transfer.ConcurrencyLimits;
import io.twinlake.core.transfer.Retry;
import io.twinlake.core.transfer.RetryingStore;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks every place of a pair what a run would ask of it, all places at once, each with a limit of
 * its own: one that does not answer hides no other.
 *
 * <p>What it writes: one probe on the target's control root and one on each history root, and one
 * copied object there, all removed again; and these roots themselves where they are missing, as a
 * run would make them. Nothing is ever written at the source, nor to a data root.
 */
public final class Preflight {
  /** Two attempts end within a place's time, unless somebody sets that very short. */
  private static final Duration REQUEST = Duration.ofSeconds(20);

  private static final int ATTEMPTS = 2;
  private static final int AT_ONCE = 8;

  private final Settings settings;
  private final Stores stores;
  private final Set<String> only;
  private final ConfiguredKeys keys;
  private final Clock clock;
  private final PlaceProbe.Resolver resolver;
  private final Duration perPlace;

  Preflight(
      Settings settings,
      Stores stores,
      Set<String> only,
      ConfiguredKeys keys,
      Clock clock,
      PlaceProbe.Resolver resolver,
      Duration perPlace) {
    this.settings = settings;
    this.stores = stores;
    this.only = Set.copyOf(only);
    this.keys = keys;
    this.clock = clock;
    this.resolver = resolver;
    this.perPlace = perPlace;
  }

  /**
   * A preflight of {@code settings}. A place has as long as {@code transfer.requestTimeout} to
   * answer everything.
   *
   * @param only names of the datasets; empty for all
   * @param keys where credentials stand as plain text
   */
  public static Preflight of(
      Settings settings, StoreContext context, Set<String> only, ConfiguredKeys keys) {
    ConcurrencyLimits limits = new ConcurrencyLimits(AT_ONCE);
    Retry retry = Retry.ofAttempts(ATTEMPTS);
    StoreContext hurried =
        context.with(StoreContext.REQUEST_TIMEOUT, String.valueOf(REQUEST.toSeconds()));
    return new Preflight(
        settings,
        new Stores(hurried, store -> RetryingStore.wrap(store, retry, limits)),
        only,
        keys,
        Clock.systemUTC(),
        Preflight::resolve,
        settings.transfer().requestTimeout());
  }

  private static void resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    if (addresses.length == 0) {
      throw new UnknownHostException(host);
    }
  }

  /**
   * Asks. What goes wrong at a place is a finding, never thrown.
   *
   * @throws io.twinlake.core.settings.SettingsException if two places of the settings are one, or
   *     one lies in another
   */
  public PreflightResult run() {
    Instant begun = clock.instant();
    PlaceRules.require(settings, uri -> stores.canonical(uri));
    Places places = new Places(settings, stores, only);
    List<Notebook> books = places.all().stream().map(Notebook::new).toList();
    InParallel<Notebook> each = new InParallel<>(perPlace);
    each.run(books, book -> new PlaceProbe(book, stores, clock, resolver, settings.tables()).ask())
        .forEach(this::timeUp);
    RoleCheck.Answer roles = roles(books);
    each.run(copies(books), book -> copy(places, books, book)).forEach(this::timeUp);
    return result(begun, books, roles);
  }

  private void timeUp(Notebook book) {
    book.untidy();
    Check at =
        book.place().use().checks().stream()
            .filter(check -> book.mark(check) == Mark.NOT_REACHED)
            .min(Comparator.naturalOrder())
            .orElse(Check.COPY);
    book.mark(at, Mark.FAILED);
    book.add(Advice.timeUp(book.place(), perPlace.toSeconds(), at));
  }

  /** Both control roots must answer for that; why one does not is told already. */
  private RoleCheck.Answer roles(List<Notebook> books) {
    boolean readable =
        books.stream()
            .filter(
                b -> b.place().use() == Use.SOURCE_CONTROL || b.place().use() == Use.TARGET_CONTROL)
            .allMatch(
                b -> b.mark(Check.LIST) != Mark.NOT_REACHED && b.mark(Check.LIST) != Mark.FAILED);
    List<RoleCheck.Answer> answer = new ArrayList<>();
    if (readable) {
      new InParallel<RoleCheck>(perPlace)
          .run(
              List.of(new RoleCheck(settings, stores, only, clock.instant())),
              check -> answer.add(check.ask()));
    }
    return answer.isEmpty()
        ? new RoleCheck.Answer(Optional.empty(), Optional.empty(), List.of())
        : answer.get(0);
  }

  private static List<Notebook> copies(List<Notebook> books) {
    return books.stream()
        .filter(b -> b.place().use() == Use.SOURCE_DATA)
        .filter(b -> b.mark(Check.LIST) == Mark.OK)
        .toList();
  }

  /** Where history of the same data root could be written to. */
  private void copy(Places places, List<Notebook> books, Notebook source) {
    URI target = settings.target().roots().get(source.place().name());
    books.stream()
        .filter(b -> places.isHistoryOf(b.place(), target))
        .filter(b -> b.mark(Check.WRITE) == Mark.OK)
        .findFirst()
        .ifPresent(b -> new CopyProbe(stores, settings.transfer().route()).ask(source, b));
  }

  private PreflightResult result(Instant begun, List<Notebook> books, RoleCheck.Answer roles) {
    List<PlaceReport> reports = books.stream().map(Notebook::report).toList();
    List<Finding> findings = new ArrayList<>();
    books.forEach(book -> findings.addAll(book.findings()));
    findings.addAll(roles.findings());
    if (roles.role().isPresent()) {
      findings.addAll(RoleCheck.strangers(settings, roles.point(), books));
    }
    findings.addAll(ClockRule.judge(clocks(reports)));
    findings.addAll(FactRule.judge(reports));
    findings.addAll(keys.judge());
    findings.addAll(
        IdentityRule.judge(settings.validation().identity(), stores.context().hadoop().keySet()));
    List<Finding> once = Finding.inOrder(findings);
    return new PreflightResult(
        settings.pair(),
        settings.from(),
        settings.to(),
        PreflightResult.verdict(once),
        begun,
        Duration.between(begun, clock.instant()),
        roles.role(),
        reports,
        services(reports),
        books.stream().allMatch(Notebook::isTidy),
        once);
  }

  private static List<ServiceReport> services(List<PlaceReport> reports) {
    Map<String, Duration> clocks = clocks(reports);
    return FactRule.byService(reports).entrySet().stream()
        .filter(e -> !e.getValue().elsewhere().isEmpty() || clocks.containsKey(e.getKey()))
        .map(
            e ->
                new ServiceReport(
                    e.getKey(), e.getValue(), Optional.ofNullable(clocks.get(e.getKey()))))
        .toList();
  }

  private static Map<String, Duration> clocks(List<PlaceReport> reports) {
    Map<String, Duration> clocks = new LinkedHashMap<>();
    for (PlaceReport report : reports) {
      report
          .clock()
          .ifPresent(
              ahead ->
                  clocks.merge(
                      report.service(), ahead, (a, b) -> a.abs().compareTo(b.abs()) < 0 ? a : b));
    }
    return clocks;
  }
}
