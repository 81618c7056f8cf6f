package io.twinlake.delta;

import io.twinlake.core.store.Ability;
import io.twinlake.core.store.BlockWriter;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ServerSideCopy;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Sees every call to the stores of a test, and does something at some of them. */
final class Watch {
  /**
   * One call.
   *
   * @param store name of the store, {@code raw-west}
   * @param method {@code find}, {@code list}, {@code copy} …
   * @param path what it is about
   */
  record Call(String store, String method, String path) {
    boolean is(String inStore, String... methods) {
      return store.equals(inStore) && (methods.length == 0 || Set.of(methods).contains(method));
    }
  }

  /** The JVM is gone. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(Call last) {
      super("killed at " + last);
    }
  }

  private record Order(Predicate<Call> when, AtomicInteger left, Runnable action) {}

  private static final Set<String> SILENT =
      Set.of(
          "root",
          "now",
          "abilities",
          "close",
          "tree",
          "canCopyFrom",
          "maxCopyBytes",
          "costs",
          "limits",
          "toString",
          "hashCode",
          "equals");

  private final List<Call> calls = new ArrayList<>();
  private final List<Order> orders = new ArrayList<>();
  private int dieAt = Integer.MAX_VALUE;
  private boolean afterEffect;
  private volatile long delayNanos;
  private volatile Duration ahead = Duration.ZERO;
  private final Set<Ability> missing = EnumSet.noneOf(Ability.class);

  /** The stores cannot do these. */
  Watch without(Ability... abilities) {
    missing.addAll(List.of(abilities));
    return this;
  }

  /** The k-th call from now, and every later one, dies: before its effect, or behind it. */
  synchronized void dieAt(int k, boolean behindEffect) {
    calls.clear();
    dieAt = k;
    afterEffect = behindEffect;
  }

  /** Every call answers so much later, as a service does. */
  void delay(long micros) {
    delayNanos = micros * 1000;
  }

  /** The stores' clocks are so much ahead of what was written before. */
  void ahead(Duration by) {
    ahead = by;
  }

  /** Runs {@code action} before the n-th call (from 1) that fits. */
  synchronized void before(Predicate<Call> when, int nth, Runnable action) {
    orders.add(new Order(when, new AtomicInteger(nth), action));
  }

  /** Everything is well again; nothing has been seen. */
  synchronized void reset() {
    calls.clear();
    orders.clear();
    dieAt = Integer.MAX_VALUE;
  }

  synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  synchronized long count(Predicate<Call> which) {
    return calls.stream().filter(which).count();
  }

  private void begin(Call call) {
    if (delayNanos > 0) {
      LockSupport.parkNanos(delayNanos);
    }
    List<Order> due;
    synchronized (this) {
      calls.add(call);
      if (calls.size() > dieAt || (calls.size() == dieAt && !afterEffect)) {
        throw new Killed(call);
      }
      due =
          orders.stream()
              .filter(o -> o.when().test(call) && o.left().decrementAndGet() == 0)
              .toList();
    }
    due.forEach(o -> o.action().run());
  }

  private synchronized void end(Call call) {
    if (calls.size() >= dieAt) {
      throw new Killed(call);
    }
  }

  /** {@code store} behind this watch. */
  ObjectStore over(ObjectStore store, String name) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            Watch.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class, ServerSideCopy.class, BlockWriter.class},
            new Handler(this, store, name));
  }

  private record Handler(Watch watch, ObjectStore store, String name) implements InvocationHandler {
    @Override
    public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
      Object[] real = args == null ? new Object[0] : args.clone();
      for (int i = 0; i < real.length; i++) {
        if (real[i] != null
            && Proxy.isProxyClass(real[i].getClass())
            && Proxy.getInvocationHandler(real[i]) instanceof Handler other) {
          real[i] = other.store;
        }
      }
      Call call = new Call(name, method.getName(), path(real));
      boolean seen = !SILENT.contains(method.getName());
      if (seen) {
        watch.begin(call);
      }
      Object result;
      try {
        result = method.invoke(store, real);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
      if (seen) {
        watch.end(call);
      }
      if (result instanceof Instant now && method.getName().equals("now")) {
        return now.plus(watch.ahead);
      }
      if (method.getName().equals("abilities")) {
        Set<Ability> left = EnumSet.copyOf(store.abilities());
        left.removeAll(watch.missing);
        return left;
      }
      return result;
    }

    private static String path(Object[] args) {
      for (int i = args.length - 1; i >= 0; i--) {
        if (args[i] instanceof ObjectPath path) {
          return path.value();
        } else if (args[i] instanceof ObjectPrefix prefix) {
          return prefix.value();
        }
      }
      return "";
    }
  }
}
