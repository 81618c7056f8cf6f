package io.twinlake.testing;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.StreamSourceConduit;

/** What may happen to a request's content on its way to the service. */
final class FaultSources {
  private FaultSources() {}

  static void cut(HttpServerExchange exchange, long bytes, Runnable injected) {
    exchange.addRequestWrapper(
        (factory, same) -> new Cut(factory.create(), exchange, bytes, injected));
  }

  static void flip(HttpServerExchange exchange, long offset, Runnable injected) {
    exchange.addRequestWrapper((factory, same) -> new Flip(factory.create(), offset, injected));
  }

  /** Brings all ways of reading down to one. */
  private abstract static class OneWay extends AbstractStreamSourceConduit<StreamSourceConduit> {
    OneWay(StreamSourceConduit next) {
      super(next);
    }

    @Override
    public abstract int read(ByteBuffer dst) throws IOException;

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
      for (int i = offset; i < offset + length; i++) {
        if (dsts[i].hasRemaining()) {
          return read(dsts[i]);
        }
      }
      return 0;
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
      return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
    }

    @Override
    public long transferTo(long count, ByteBuffer through, StreamSinkChannel target)
        throws IOException {
      return IoUtils.transfer(new ConduitReadableByteChannel(this), count, through, target);
    }
  }

  private static final class Cut extends OneWay {
    private final HttpServerExchange exchange;
    private final Runnable injected;
    private long left;

    Cut(StreamSourceConduit next, HttpServerExchange exchange, long bytes, Runnable injected) {
      super(next);
      this.exchange = exchange;
      this.left = bytes;
      this.injected = injected;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
      if (left == 0) {
        injected.run();
        FaultConnections.reset(exchange);
        throw new IOException("Cut short by the fault proxy");
      }
      ByteBuffer some = dst.duplicate();
      some.limit((int) Math.min(dst.limit(), dst.position() + left));
      int n = next.read(some);
      if (n > 0) {
        dst.position(dst.position() + n);
        left -= n;
      }
      return n;
    }
  }

  private static final class Flip extends OneWay {
    private final Runnable injected;
    private long before;

    Flip(StreamSourceConduit next, long offset, Runnable injected) {
      super(next);
      this.before = offset;
      this.injected = injected;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
      int start = dst.position();
      int n = next.read(dst);
      if (before >= 0 && n > before) {
        int at = start + (int) before;
        dst.put(at, (byte) (dst.get(at) ^ 1));
        injected.run();
      }
      before -= before < 0 ? 0 : Math.max(n, 0);
      return n;
    }
  }
}
