package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointerTest {
  /** The example of "JSON checksum" in Delta's PROTOCOL.md, with a version. */
  private static final String EXAMPLE =
      "{\"k0\":\"'v 0'\", \"checksum\": \"adsaskfljadfkjadfkj\", \"k1\":{\"k2\": 2, \"k3\": [\"v3\", [1, 2], {\"k4\": \"v4\", \"k5\": [\"v5\", \"v6\", \"v7\"]}]}, \"version\":7}";

  @Test
  void theCanonicalFormIsThatOfTheProtocol() {
    Pointer pointer = Pointer.of(EXAMPLE);

    assertThat(pointer.version()).isEqualTo(7);
    assertThat(pointer.checksum()).contains("adsaskfljadfkjadfkj");
    String canonical =
        "\"k0\"=\"%27v%200%27\",\"k1\"+\"k2\"=2,\"k1\"+\"k3\"+0=\"v3\",\"k1\"+\"k3\"+1+0=1,\"k1\"+\"k3\"+1+1=2,\"k1\"+\"k3\"+2+\"k4\"=\"v4\",\"k1\"+\"k3\"+2+\"k5\"+0=\"v5\",\"k1\"+\"k3\"+2+\"k5\"+1=\"v6\",\"k1\"+\"k3\"+2+\"k5\"+2=\"v7\"";
    assertThat(pointer.canonical()).isEqualTo(canonical + ",\"version\"=7");
    assertThat(Pointer.md5(canonical)).isEqualTo("6a92d155a59bf2eecbd4b4ec7fd1f875");
    assertThat(pointer.isWhole()).isFalse();
  }

  @Test
  void aPointerIsWholeIfItFitsItsChecksumOrHasNone() {
    String right = Pointer.md5("\"size\"=3,\"version\"=7");

    assertThat(Pointer.of("{\"version\":7,\"size\":3,\"checksum\":\"" + right + "\"}").isWhole())
        .isTrue();
    assertThat(Pointer.of("{\"version\":8,\"size\":3,\"checksum\":\"" + right + "\"}").isWhole())
        .isFalse();
    assertThat(Pointer.of("{\"version\":7}").isWhole()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"version\":\"7\"}",
        "{\"version\":7}}",
        "{\"version\":7,\"version\":8}"
      })
  void whatIsNoPointerIsRefused(String text) {
    assertThatThrownBy(() -> Pointer.of(text)).isInstanceOf(BrokenLogException.class);
  }
}
