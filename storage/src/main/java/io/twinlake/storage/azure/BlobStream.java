package io.twinlake.storage.azure;

import com.azure.core.http.HttpResponse;
import io.twinlake.core.Effect;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The body of one answer: exactly as many bytes as were asked for, or an exception. */
final class BlobStream extends InputStream {
  private final HttpResponse response;
  private final InputStream body;
  private final BlobCall call;
  private final BlobFailures failures;
  private final Wire wire;
  private long left;

  BlobStream(HttpResponse response, long length, BlobCall call, BlobFailures failures, Wire wire) {
    this.response = response;
    this.body = response.getBodyAsBinaryData().toStream();
    this.call = call;
    this.failures = failures;
    this.wire = wire;
    this.left = length;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    int got;
    try {
      got = body.read(buffer, offset, (int) Math.min(length, left));
    } catch (IOException | RuntimeException e) {
      throw failures.transport(call, e);
    }
    if (got < 0) {
      throw new StoreException(
          Effect.NONE_MAY_RETRY,
          StoreProblem.UNAVAILABLE,
          "The service ended %s %d bytes early. Try again.".formatted(call.description(), left));
    }
    left -= got;
    wire.received(got);
    return got;
  }

  @Override
  public void close() {
    response.close();
  }
}
