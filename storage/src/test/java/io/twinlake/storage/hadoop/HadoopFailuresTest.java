package io.twinlake.storage.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.Effect;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.stream.Stream;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.hdfs.protocol.DSQuotaExceededException;
import org.apache.hadoop.hdfs.protocol.FSLimitException.PathComponentTooLongException;
import org.apache.hadoop.hdfs.server.namenode.SafeModeException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HadoopFailuresTest {
  private final HadoopFailures failures = new HadoopFailures(URI.create("hdfs://nn/lake/"));

  static Stream<Arguments> thrown() {
    Effect retry = Effect.NONE_MAY_RETRY;
    Effect never = Effect.NONE_DO_NOT_RETRY;
    return Stream.of(
        Arguments.of(new AccessControlException("no"), StoreProblem.ACCESS_DENIED, never),
        Arguments.of(
            new RemoteException(AccessControlException.class.getName(), "no"),
            StoreProblem.ACCESS_DENIED,
            never),
        Arguments.of(
            new java.nio.file.AccessDeniedException("x"), StoreProblem.ACCESS_DENIED, never),
        Arguments.of(new DSQuotaExceededException(1, 2), StoreProblem.OTHER, never),
        Arguments.of(
            new RemoteException(DSQuotaExceededException.class.getName(), "The DiskSpace quota"),
            StoreProblem.OTHER,
            never),
        Arguments.of(new IOException("No space left on device"), StoreProblem.OTHER, never),
        Arguments.of(
            new RemoteException(SafeModeException.class.getName(), "Name node is in safe mode"),
            StoreProblem.UNAVAILABLE,
            retry),
        Arguments.of(new SocketTimeoutException("slow"), StoreProblem.UNAVAILABLE, retry),
        Arguments.of(
            new PathComponentTooLongException(1, 2, "/a", "b"),
            StoreProblem.UNSUPPORTED_NAME,
            never),
        Arguments.of(new InvalidPathException("a:b"), StoreProblem.UNSUPPORTED_NAME, never),
        Arguments.of(
            new RuntimeException(new AccessControlException("no")),
            StoreProblem.ACCESS_DENIED,
            never));
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void eachFailureHasItsClassAndSaysWhetherAnotherAttemptHelps(
      Exception thrown, StoreProblem problem, Effect effect) {
    StoreException told = failures.of("read a/b", thrown);

    assertThat(told.problem()).isEqualTo(problem);
    assertThat(told.effect()).isEqualTo(effect);
    assertThat(told).hasMessageContaining("Cannot read a/b");
  }

  @Test
  void nothingThereAndAFileInTheWayAreBothMissing() {
    assertThat(HadoopFailures.isMissing(new FileNotFoundException("x"))).isTrue();
    assertThat(HadoopFailures.isMissing(new ParentNotDirectoryException("x"))).isTrue();
    assertThat(
            HadoopFailures.isMissing(
                new RemoteException(FileNotFoundException.class.getName(), "x")))
        .isTrue();
    assertThat(HadoopFailures.isMissing(new AccessControlException("Permission denied"))).isFalse();
    assertThat(HadoopFailures.isMissing(new IOException("x"))).isFalse();
  }

  @Test
  void secretsAndServerStacksStayOutOfMessages() {
    StoreException told =
        failures.of(
            "read a",
            new IOException(
                "GET https://sa.blob.core.windows.net/c?sig=SECRET%3D&se=1 failed\n\tat org.apache.X"));

    assertThat(told).hasMessageNotContainingAny("SECRET", "org.apache.X");
    assertThat(told.getCause()).hasMessageNotContaining("SECRET");
  }
}
