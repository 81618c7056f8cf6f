package io.twinlake.core.checksum;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HashingStreamTest {
  private static final byte[] TEXT = "123456789".getBytes(US_ASCII);

  @Test
  void countsAndHashesWhateverTheReadersHabits() throws IOException {
    byte[] content = new byte[50_000];
    Random random = new Random(7);
    random.nextBytes(content);
    HashingStream stream = new HashingStream(new ByteArrayInputStream(content));
    byte[] buffer = new byte[999];
    boolean more = true;
    while (more) {
      more =
          switch (random.nextInt(3)) {
            case 0 -> stream.read() >= 0;
            case 1 -> stream.read(buffer, 3, random.nextInt(900)) >= 0;
            default -> stream.skip(random.nextInt(20_000)) >= 0;
          };
    }
    assertThat(stream.count()).isEqualTo(content.length);
    assertThat(stream.crc64()).isEqualTo(Crc64.of(content));
  }

  @Test
  void theEndChangesNothing() throws IOException {
    HashingStream stream = new HashingStream(new ByteArrayInputStream(TEXT));
    assertThat(stream.readAllBytes()).isEqualTo(TEXT);
    assertThat(stream.read()).isEqualTo(-1);
    assertThat(stream.skip(5)).isZero();

    assertThat(stream.count()).isEqualTo(9);
    assertThat(stream.crc64().hex()).isEqualTo("ae8b14860a799888");
  }

  @Test
  void countAndHashGoBackToTheMark() throws IOException {
    HashingStream stream = new HashingStream(new ByteArrayInputStream(TEXT));
    stream.skipNBytes(4);
    stream.mark(100);
    stream.skipNBytes(5);
    stream.reset();
    assertThat(stream.count()).isEqualTo(4);

    assertThat(stream.readAllBytes()).isEqualTo("56789".getBytes(US_ASCII));
    assertThat(stream.count()).isEqualTo(9);
    assertThat(stream.crc64()).isEqualTo(Crc64.of(TEXT));
  }
}
