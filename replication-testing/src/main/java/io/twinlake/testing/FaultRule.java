package io.twinlake.testing;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** A rule of {@link FaultProxy} in the making: which requests of a kind meet a fault. */
public final class FaultRule {
  /** Which fault, if any, the {@code number}-th request of the kind meets. */
  @FunctionalInterface
  interface Choice {
    /** The index of the fault among {@code faults}, or a negative number for none. */
    int of(AzuriteRequest request, long number, int occurrence, int faults);
  }

  private final FaultProxy proxy;
  private final Predicate<AzuriteRequest> which;
  private Choice choice = (request, number, occurrence, faults) -> (int) ((number - 1) % faults);

  FaultRule(FaultProxy proxy, Predicate<AzuriteRequest> which) {
    this.proxy = proxy;
    this.which = which;
  }

  /** Only the {@code k}-th of them from now on; the next one is 1. */
  public FaultRule nth(int k) {
    choice = (request, number, occurrence, faults) -> number == k ? 0 : -1;
    return this;
  }

  /** The {@code k}-th of them from now on, and all that follow it. */
  public FaultRule fromNth(int k) {
    choice =
        (request, number, occurrence, faults) -> number < k ? -1 : (int) ((number - k) % faults);
    return this;
  }

  /** Only the first {@code n} of them. */
  public FaultRule first(int n) {
    choice =
        (request, number, occurrence, faults) -> number > n ? -1 : (int) ((number - 1) % faults);
    return this;
  }

  /**
   * A share of them. Whether a request is hit, and by which fault, follows from the seed, from what
   * it asks for and from how often that was asked before; not from the order in which threads come.
   */
  public FaultRule atRate(double share, long seed) {
    choice =
        (request, number, occurrence, faults) -> {
          long asked =
              31L * (request.method() + request.blob() + request.query()).hashCode() + occurrence;
          SplittableRandom random = new SplittableRandom(seed ^ (asked * 0x9E3779B97F4A7C15L));
          return random.nextDouble() < share ? random.nextInt(faults) : -1;
        };
    return this;
  }

  /** Makes the rule. Of several faults each request that is hit meets one, in turn or by chance. */
  public FaultMoment inject(Fault... faults) {
    return proxy.add(new FaultMoment(which, choice, List.of(faults)));
  }
}
