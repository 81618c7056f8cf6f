package io.twinlake.core.checksum;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Crc64Test {
  private final Random random = new Random(20261121);

  @Test
  void givesTheCheckValueOfTheSpecification() {
    assertThat(Crc64.of("123456789".getBytes(US_ASCII)).hex()).isEqualTo("ae8b14860a799888");
  }

  @ParameterizedTest
  @CsvSource({"HelloWorld,8R2aIe9T07E=", "Hello World,YeJLfssylmU="})
  void givesWhatTheServicePrints(String text, String printed) {
    Crc64 crc64 = Crc64.of(text.getBytes(US_ASCII));

    assertThat(crc64.service()).isEqualTo(printed);
    assertThat(Crc64.parseService(printed)).isEqualTo(crc64);
    assertThat(Crc64.parseHex(crc64.hex())).isEqualTo(crc64);
  }

  @Test
  void noBytesHashToZero() {
    assertThat(Crc64.of(new byte[0])).isEqualTo(Crc64.EMPTY).isEqualTo(new Crc64(0));
    assertThat(Crc64.EMPTY.service()).isEqualTo("AAAAAAAAAAA=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8R2aIe9T", "8R2aIe9T07E8R2aI", "not base64!", ""})
  void refusesWhatTheServiceWouldNotPrint(String printed) {
    assertThatThrownBy(() -> Crc64.parseService(printed))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hashesManyAtATimeAsOneByOne() {
    // All ends of slices; one, two and more times three lanes, with and without a rest.
    IntStream lengths =
        IntStream.concat(
            IntStream.range(0, 200),
            IntStream.of(3071, 3072, 3073, 3080, 6143, 6144, 9216 + 8, 9216 + 9, 20_011));
    for (int length : lengths.toArray()) {
      byte[] bytes = bytes(length + 7);
      int offset = random.nextInt(8);
      Crc64Calculator slices = new Crc64Calculator();
      slices.update(bytes, offset, length);

      Crc64Calculator single = new Crc64Calculator();
      for (int i = offset; i < offset + length; i++) {
        single.update(bytes[i]);
      }
      assertThat(slices.crc64()).as("%d bytes from %d", length, offset).isEqualTo(single.crc64());
    }
  }

  @Test
  void agreesWithADivisionBitByBit() {
    byte[] bytes = bytes(1000);
    long crc = ~0L;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x9A6C9329AC4BC9B5L;
      }
    }
    assertThat(Crc64.of(bytes)).isEqualTo(new Crc64(~crc));
  }

  @Test
  void composedOfRandomPartsEqualsOnePass() {
    for (int round = 0; round < 200; round++) {
      byte[] whole = bytes(random.nextInt(5000));
      Crc64 composed = Crc64.EMPTY;
      for (byte[] part : split(whole)) {
        composed = Crc64.combine(composed, Crc64.of(part), part.length);
      }
      assertThat(composed).isEqualTo(Crc64.of(whole));
    }
  }

  @Test
  void composingIsAssociativeSoNeighboursMayBeJoinedInAnyOrder() {
    for (int round = 0; round < 200; round++) {
      byte[] whole = bytes(random.nextInt(3000));
      List<byte[]> parts = split(whole);
      while (parts.size() > 1) {
        int left = random.nextInt(parts.size() - 1);
        byte[] a = parts.get(left);
        byte[] b = parts.remove(left + 1);
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        assertThat(Crc64.combine(Crc64.of(a), Crc64.of(b), b.length)).isEqualTo(Crc64.of(joined));
        parts.set(left, joined);
      }
    }
  }

  @Test
  void emptyPartsAreNeutralAnywhere() {
    Crc64 some = Crc64.of(bytes(77));

    assertThat(Crc64.combine(some, Crc64.EMPTY, 0)).isEqualTo(some);
    assertThat(Crc64.combine(Crc64.EMPTY, some, 77)).isEqualTo(some);
    assertThat(Crc64.combine(Crc64.EMPTY, Crc64.EMPTY, 0)).isEqualTo(Crc64.EMPTY);
  }

  @Test
  void equalPartsWithAShortLastOneCompose() {
    byte[] whole = bytes(3 * 1024 + 1);
    Crc64 composed = Crc64.EMPTY;
    for (int from = 0; from < whole.length; from += 1024) {
      byte[] part = Arrays.copyOfRange(whole, from, Math.min(whole.length, from + 1024));
      composed = Crc64.combine(composed, Crc64.of(part), part.length);
    }
    assertThat(composed).isEqualTo(Crc64.of(whole));
  }

  @Test
  void swappedPartsGiveAnotherHash() {
    Crc64 a = Crc64.of("first".getBytes(US_ASCII));
    Crc64 b = Crc64.of("other".getBytes(US_ASCII));

    assertThat(Crc64.combine(a, b, 5)).isNotEqualTo(Crc64.combine(b, a, 5));
  }

  @Test
  void composesLengthsFarBeyondAnInt() {
    // Doubling an object of zeros: two ways to 2^50 bytes, one of them in uneven steps.
    Crc64 zeros = Crc64.of(new byte[1024]);
    Crc64 doubled = zeros;
    for (long length = 1024; length < 1L << 50; length *= 2) {
      doubled = Crc64.combine(doubled, doubled, length);
    }
    Crc64 half = zeros;
    for (long length = 1024; length < 1L << 49; length *= 2) {
      half = Crc64.combine(half, half, length);
    }
    Crc64 rest = zeros;
    long restLength = 1024;
    Crc64 power = zeros;
    for (long length = 1024; restLength < 1L << 49; length *= 2) {
      rest = Crc64.combine(rest, power, length);
      restLength += length;
      power = Crc64.combine(power, power, length);
    }
    assertThat(restLength).isEqualTo(1L << 49);
    assertThat(Crc64.combine(half, rest, restLength)).isEqualTo(doubled);
  }

  @Test
  void refusesANegativeLength() {
    assertThatThrownBy(() -> Crc64.combine(Crc64.EMPTY, Crc64.EMPTY, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private List<byte[]> split(byte[] whole) {
    List<byte[]> parts = new ArrayList<>();
    int from = 0;
    while (from < whole.length) {
      int to = from + random.nextInt(whole.length - from + 1);
      parts.add(Arrays.copyOfRange(whole, from, to));
      from = to;
    }
    parts.add(new byte[0]);
    return parts;
  }
}
