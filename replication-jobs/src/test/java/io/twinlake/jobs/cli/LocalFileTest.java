package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFileTest {
  @TempDir Path scratch;

  private Path browser(String script) throws IOException {
    Path file = Files.writeString(scratch.resolve("browser"), "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void eachSystemHasItsCommandAndLinuxIsToldOtherwiseByBrowser() {
    String page = "file:///tmp/a%20page.html";
    assertThat(LocalFile.opener("Linux", Optional.empty(), page)).containsExactly("xdg-open", page);
    assertThat(LocalFile.opener("Linux", Optional.of("firefox:chromium"), page))
        .containsExactly("firefox", page);
    assertThat(LocalFile.opener("Mac OS X", Optional.of("firefox"), page))
        .containsExactly("open", page);
    assertThat(LocalFile.opener("Windows 11", Optional.empty(), page))
        .containsExactly("rundll32", "url.dll,FileProtocolHandler", page);
  }

  @Test
  void theBrowserIsGivenTheAddressAsOneWord() throws IOException {
    Path told = scratch.resolve("told");
    Path stand = browser("printf '%s\\n' \"$#\" \"$1\" > '" + told + "'");
    Path page = scratch.resolve("a page.html");
    LocalFile.write(page, new byte[] {'x'});

    assertThat(
            LocalFile.run(
                LocalFile.opener("Linux", Optional.of(stand.toString()), page.toUri().toString())))
        .isTrue();
    assertThat(Files.readAllLines(told)).containsExactly("1", page.toUri().toString());
  }

  @Test
  void aBrowserThatIsNotThereOrFailsIsSaid() throws IOException {
    assertThat(LocalFile.run(List.of(scratch.resolve("none").toString(), "x"))).isFalse();
    assertThat(LocalFile.run(List.of(browser("exit 3").toString(), "x"))).isFalse();
  }
}
