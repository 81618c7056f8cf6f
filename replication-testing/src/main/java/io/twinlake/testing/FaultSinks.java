package io.twinlake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.ConduitWritableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSinkConduit;

/** What may happen to an answer on its way to the client. */
final class FaultSinks {
  private FaultSinks() {}

  /** Acts when the service's answer has begun, before the client sees anything of it. */
  static void atTheAnswer(HttpServerExchange exchange, Runnable act) {
    exchange.addResponseWrapper(
        (factory, same) -> {
          act.run();
          return factory.create();
        });
  }

  static void cut(HttpServerExchange exchange, long bytes, Runnable injected) {
    exchange.addResponseWrapper(
        (factory, same) -> new Cut(factory.create(), exchange, bytes, injected));
  }

  static void flip(HttpServerExchange exchange, long offset, Runnable injected) {
    exchange.addResponseWrapper((factory, same) -> new Flip(factory.create(), offset, injected));
  }

  static void replace(
      HttpServerExchange exchange, int status, Map<String, String> headers, Runnable injected) {
    exchange.addResponseWrapper(
        (factory, same) -> {
          injected.run();
          exchange.setStatusCode(status);
          exchange.getResponseHeaders().remove(Headers.TRANSFER_ENCODING);
          exchange.getResponseHeaders().remove(Headers.ETAG);
          exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, 0);
          headers.forEach((k, v) -> exchange.getResponseHeaders().put(new HttpString(k), v));
          return new Swallow(factory.create());
        });
  }

  static void rewrite(
      HttpServerExchange exchange, UnaryOperator<String> rewrite, Runnable injected) {
    exchange.addResponseWrapper(
        (factory, same) -> {
          injected.run();
          exchange.getResponseHeaders().remove(Headers.CONTENT_LENGTH);
          exchange.getResponseHeaders().put(Headers.TRANSFER_ENCODING, "chunked");
          return new Rewrite(factory.create(), rewrite);
        });
  }

  /** Brings all ways of writing down to one. */
  private abstract static class OneWay extends AbstractStreamSinkConduit<StreamSinkConduit> {
    OneWay(StreamSinkConduit next) {
      super(next);
    }

    @Override
    public abstract int write(ByteBuffer src) throws IOException;

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
      long all = 0;
      for (int i = offset; i < offset + length; i++) {
        while (srcs[i].hasRemaining()) {
          int n = write(srcs[i]);
          if (n == 0) {
            return all;
          }
          all += n;
        }
      }
      return all;
    }

    @Override
    public int writeFinal(ByteBuffer src) throws IOException {
      return Conduits.writeFinalBasic(this, src);
    }

    @Override
    public long writeFinal(ByteBuffer[] srcs, int offset, int length) throws IOException {
      return Conduits.writeFinalBasic(this, srcs, offset, length);
    }

    @Override
    public long transferFrom(FileChannel src, long position, long count) throws IOException {
      return src.transferTo(position, count, new ConduitWritableByteChannel(this));
    }

    @Override
    public long transferFrom(StreamSourceChannel source, long count, ByteBuffer through)
        throws IOException {
      return IoUtils.transfer(source, count, through, new ConduitWritableByteChannel(this));
    }
  }

  private static final class Cut extends OneWay {
    private final HttpServerExchange exchange;
    private final Runnable injected;
    private long left;

    Cut(StreamSinkConduit next, HttpServerExchange exchange, long bytes, Runnable injected) {
      super(next);
      this.exchange = exchange;
      this.left = bytes;
      this.injected = injected;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
      ByteBuffer some = src.duplicate();
      some.limit((int) Math.min(src.limit(), src.position() + left));
      int n = next.write(some);
      src.position(src.position() + n);
      left -= n;
      if (left == 0 && next.flush()) {
        injected.run();
        FaultConnections.end(exchange);
        throw new IOException("Cut short by the fault proxy");
      }
      return n;
    }
  }

  private static final class Flip extends OneWay {
    private final Runnable injected;
    private long before;

    Flip(StreamSinkConduit next, long offset, Runnable injected) {
      super(next);
      this.before = offset;
      this.injected = injected;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
      if (before < 0 || before >= src.remaining()) {
        int n = next.write(src);
        before -= before < 0 ? 0 : n;
        return n;
      }
      ByteBuffer copy = ByteBuffer.allocate(src.remaining()).put(src.duplicate()).flip();
      copy.put((int) before, (byte) (copy.get((int) before) ^ 1));
      int n = next.write(copy);
      src.position(src.position() + n);
      if (n > before) {
        injected.run();
      }
      before -= n;
      return n;
    }
  }

  private static final class Swallow extends OneWay {
    Swallow(StreamSinkConduit next) {
      super(next);
    }

    @Override
    public int write(ByteBuffer src) {
      int n = src.remaining();
      src.position(src.limit());
      return n;
    }
  }

  /** Holds all until the end, and sends what was made of it. */
  private static final class Rewrite extends OneWay {
    private final UnaryOperator<String> rewrite;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private ByteBuffer toSend = ByteBuffer.allocate(0);
    private boolean ended;
    private boolean terminated;

    Rewrite(StreamSinkConduit next, UnaryOperator<String> rewrite) {
      super(next);
      this.rewrite = rewrite;
    }

    @Override
    public int write(ByteBuffer src) {
      byte[] bytes = new byte[src.remaining()];
      src.get(bytes);
      held.writeBytes(bytes);
      return bytes.length;
    }

    @Override
    public void terminateWrites() {
      if (!ended) {
        ended = true;
        toSend = ByteBuffer.wrap(rewrite.apply(held.toString(UTF_8)).getBytes(UTF_8));
      }
    }

    @Override
    public boolean flush() throws IOException {
      while (toSend.hasRemaining()) {
        if (next.write(toSend) == 0) {
          return false;
        }
      }
      if (ended && !terminated) {
        terminated = true;
        next.terminateWrites();
      }
      return !ended || next.flush();
    }

    @Override
    public void awaitWritable(long time, TimeUnit unit) throws IOException {
      next.awaitWritable(time, unit);
    }
  }
}
