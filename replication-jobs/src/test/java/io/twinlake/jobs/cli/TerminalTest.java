package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void usesColoursOnATerminalOnly() {
    assertThat(Terminal.ofProcess(Map.of("TWINLAKE_TERMINAL", "out,err")).colours()).isTrue();
    assertThat(Terminal.ofProcess(Map.of("TWINLAKE_TERMINAL", "err")).colours()).isFalse();
    assertThat(Terminal.ofProcess(Map.of("TWINLAKE_TERMINAL", "")).errIsTerminal()).isFalse();
  }

  @Test
  void honoursNoColor() {
    assertThat(Terminal.wantsColours(Map.of("NO_COLOR", "1"))).isFalse();
    assertThat(Terminal.wantsColours(Map.of("NO_COLOR", ""))).isTrue();
    assertThat(Terminal.wantsColours(Map.of("TERM", "dumb"))).isFalse();
  }

  @Test
  void leavesTextAsItIsWithoutColours() {
    assertThat(new Recorded().terminal().paint(Terminal.Tone.BAD, "over")).isEqualTo("over");
  }
}
