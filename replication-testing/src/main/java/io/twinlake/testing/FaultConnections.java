package io.twinlake.testing;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import org.xnio.IoUtils;
import org.xnio.Options;

/** Ends connections of clients; those to the service behind them end with them. */
final class FaultConnections {
  private FaultConnections() {}

  /** Drops what is not sent yet and tells the client so, where the system can. */
  static void reset(HttpServerExchange exchange) {
    try {
      exchange.getConnection().setOption(Options.CLOSE_ABORT, true);
    } catch (IOException | IllegalArgumentException alreadyGone) {
      // The close below is then an orderly one, which loses the answer just as well.
    }
    IoUtils.safeClose(exchange.getConnection());
  }

  /** Ends it in order: what was sent arrives. */
  static void end(HttpServerExchange exchange) {
    IoUtils.safeClose(exchange.getConnection());
  }
}
