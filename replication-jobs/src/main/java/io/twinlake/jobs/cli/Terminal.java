package io.twinlake.jobs.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Where a command speaks: results to {@code out}, everything else to {@code err}, both as UTF-8.
 *
 * @param outIsTerminal whether a person reads {@code out}
 * @param errIsTerminal whether a person reads {@code err}
 * @param colours whether colours may be used; they never say anything alone
 */
public record Terminal(
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    boolean colours) {
  /** What every line fits into. */
  public static final int COLUMNS = 80;

  /** What colours are for. */
  public enum Tone {
    GOOD("32"),
    WARNING("33"),
    BAD("31"),
    HEADING("1");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  /**
   * The process's own streams. The launcher says in {@code TWINLAKE_TERMINAL} which of them are
   * terminals ({@code out,err}), because Java cannot say.
   */
  static Terminal ofProcess(Map<String, String> env) {
    String told = env.getOrDefault("TWINLAKE_TERMINAL", "");
    boolean out = told.contains("out");
    boolean err = told.contains("err");
    return new Terminal(
        utf8(FileDescriptor.out), utf8(FileDescriptor.err), out, err, out && wantsColours(env));
  }

  /** {@code NO_COLOR} of any value but empty, and {@code TERM=dumb}, mean no. */
  static boolean wantsColours(Map<String, String> env) {
    return env.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(env.get("TERM"));
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** {@code text} in its tone where colours are used, as it is elsewhere. */
  public String paint(Tone tone, String text) {
    return colours ? "\u001B[" + tone.code + "m" + text + "\u001B[0m" : text;
  }

  /** {@link #out()} for those who want a writer. */
  PrintWriter writer() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  public void print(List<String> lines) {
    lines.forEach(out::println);
  }

  public void print(TextTable table) {
    List<String> lines = table.lines(COLUMNS);
    out.println(paint(Tone.HEADING, lines.get(0)));
    print(lines.subList(1, lines.size()));
  }

  /** A new progress display on {@code err}. */
  public Progress progress() {
    return new Progress(err, errIsTerminal, Clock.systemUTC());
  }
}
