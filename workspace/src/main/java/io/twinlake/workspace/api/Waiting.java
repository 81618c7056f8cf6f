package io.twinlake.workspace.api;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import java.time.Duration;

/** Time that passes; tests bring their own. */
public interface Waiting {
  Waiting REAL =
      new Waiting() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration time) {
          try {
            Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplicationException(
                Effect.NONE_MAY_RETRY, "Stopped while waiting for a workspace. Run it again.", e);
          }
        }
      };

  long nanoTime();

  void sleep(Duration time);
}
