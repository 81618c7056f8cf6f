package io.twinlake.validation;

import static io.twinlake.validation.TwoSites.put;
import static io.twinlake.validation.TwoSites.remove;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.Effect;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A writer is at work, or a disk is failing, while both sites are compared. */
class MovingTest {
  private final TwoSites sites = new TwoSites();

  /** Calls {@code before} ahead of each read of the source. */
  private void beforeReadingTheSource(Consumer<ObjectPath> before) {
    sites.wrapping =
        store ->
            store.root().equals(sites.source.root())
                ? (ObjectStore)
                    Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {ObjectStore.class},
                        (proxy, method, arguments) -> {
                          if (method.getName().equals("read")) {
                            before.accept((ObjectPath) arguments[0]);
                          }
                          try {
                            return method.invoke(store, arguments);
                          } catch (InvocationTargetException e) {
                            throw e.getCause();
                          }
                        })
                : store;
  }

  @Test
  void anObjectThatChangedAtBothSitesSinceTheListingIsReadAgainAndMatches() {
    put(sites.source, "orders/a", "alpha");
    sites.replicate();
    AtomicInteger reads = new AtomicInteger();
    beforeReadingTheSource(
        path -> {
          if (reads.incrementAndGet() == 1) {
            put(sites.source, "orders/a", "OMEGA");
            put(sites.target, "orders/a", "OMEGA");
          }
        });

    DatasetValidation orders = sites.validate(Level.CONTENT);

    assertThat(orders.of(Outcome.MATCH)).isEqualTo(1);
    assertThat(reads).hasValue(2);
  }

  @Test
  void anObjectThatNeverRestsIsMovingAndTheVerdictIsThatNobodyCanTell() {
    put(sites.source, "orders/a", "alpha");
    put(sites.source, "orders/b", "bravo");
    sites.replicate();
    AtomicInteger reads = new AtomicInteger();
    beforeReadingTheSource(
        path -> {
          if (path.value().endsWith("/a")) {
            put(sites.source, "orders/a", "alph" + reads.incrementAndGet() % 10);
          }
        });

    DatasetValidation orders = sites.validate(Level.CONTENT);

    assertThat(orders.of(Outcome.MOVING)).isEqualTo(1);
    assertThat(orders.of(Outcome.MATCH)).isEqualTo(1);
    assertThat(orders.of(Outcome.DIFFERS)).isZero();
    assertThat(orders.verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
  }

  @Test
  void anObjectThatVanishesFromTheSourceMeanwhileIsMissingThere() {
    put(sites.source, "orders/a", "alpha");
    sites.replicate();
    beforeReadingTheSource(path -> remove(sites.source, "orders/a"));

    DatasetValidation orders = sites.validate(Level.CONTENT);

    assertThat(orders.of(Outcome.MISSING_AT_SOURCE)).isEqualTo(1);
  }

  @Test
  void bytesThatDifferOnceAndAreEqualTheNextTimeAreNeitherEqualNorDifferent() {
    put(sites.source, "orders/a", "alpha");
    sites.replicate();
    AtomicInteger reads = new AtomicInteger();
    sites.wrapping =
        store ->
            store.root().equals(sites.source.root())
                ? (ObjectStore)
                    Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {ObjectStore.class},
                        (proxy, method, arguments) ->
                            method.getName().equals("read") && reads.incrementAndGet() == 1
                                ? new ByteArrayInputStream("alphX".getBytes(UTF_8))
                                : method.invoke(store, arguments))
                : store;

    DatasetValidation orders = sites.validate(Level.CONTENT);

    assertThat(orders.verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
    assertThat(orders.of(Outcome.UNREADABLE)).isEqualTo(1);
    assertThat(orders.findings().get(0).detail()).contains("read twice", "cannot be trusted");
  }

  @Test
  void anObjectThatCannotBeReadIsNamedWithItsSideAndReasonAndTheOthersAreCompared() {
    put(sites.source, "orders/a", "alpha");
    put(sites.source, "orders/b", "bravo");
    sites.replicate();
    beforeReadingTheSource(
        path -> {
          if (path.value().endsWith("/a")) {
            throw new StoreException(
                Effect.NONE_DO_NOT_RETRY, StoreProblem.ACCESS_DENIED, "no permission");
          }
        });

    DatasetValidation orders = sites.validate(Level.CONTENT);

    assertThat(orders.verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
    assertThat(orders.of(Outcome.MATCH)).isEqualTo(1);
    assertThat(orders.findings())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.outcome()).isEqualTo(Outcome.UNREADABLE);
              assertThat(f.detail()).isEqualTo("source: no permission");
            });
  }
}
