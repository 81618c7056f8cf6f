package io.twinlake.workspace.sync;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Asks the resolver of this machine, its file of hosts included. Nothing is connected to. */
final class SystemResolver implements Resolver {
  private static final int SECONDS = 5;

  /** How Linux, macOS and Windows say that a name does not exist, and not that nobody answered. */
  private static final List<String> ABSENT =
      List.of("name or service not known", "nodename nor servname", "no such host is known");

  @Override
  public Answer ask(String host) {
    BlockingQueue<Answer> answer = new ArrayBlockingQueue<>(1);
    // An unanswered question cannot be taken back; its thread ends by itself.
    Thread asking = new Thread(() -> answer.add(asked(host)), "twinlake-name-" + host);
    asking.setDaemon(true);
    asking.start();
    try {
      Answer given = answer.poll(SECONDS, TimeUnit.SECONDS);
      return given == null ? Answer.UNKNOWN : given;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.UNKNOWN;
    }
  }

  private static Answer asked(String host) {
    try {
      return InetAddress.getAllByName(host).length > 0 ? Answer.RESOLVES : Answer.UNKNOWN;
    } catch (UnknownHostException e) {
      return of(e.getMessage());
    }
  }

  /** A text in another language, or of an older failure, says nothing. */
  static Answer of(String message) {
    String said = message == null ? "" : message.toLowerCase(Locale.ROOT);
    return ABSENT.stream().anyMatch(said::contains) ? Answer.ABSENT : Answer.UNKNOWN;
  }
}
