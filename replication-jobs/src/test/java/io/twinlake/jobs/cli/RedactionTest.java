package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static final String KEY = "QUFB".repeat(21) + "QQ==";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://sa3.blob.core.windows.net/raw/x?sv=2021&sig=SECRETVALUE%3D&se=1",
        "GET failed: sig=SECRETVALUE",
        "DefaultEndpointsProtocol=https;AccountName=sa3;AccountKey=SECRETVALUE==;EndpointSuffix=x",
        "fs.azure.account.key.sa3.dfs.core.windows.net=SECRETVALUE",
        "Authorization: Bearer SECRETVALUE.abc.def",
        "Authorization: SharedKey sa3:SECRETVALUE=",
        "{\"client_secret\": \"SECRETVALUE\"}",
        "password=SECRETVALUE",
        "javax.jdo.option.ConnectionPassword=SECRETVALUE",
      })
  void hidesCredentialsInWhatLibrariesSay(String text) {
    assertThat(Redaction.hide(text)).doesNotContain("SECRETVALUE").contains("***");
  }

  @Test
  void hidesWhateverHasTheShapeOfAnAccountKey() {
    assertThat(Redaction.hide("what is " + KEY + " for?")).isEqualTo("what is *** for?");
  }

  @Test
  void leavesOrdinaryTextAlone() {
    String text =
        "Cannot read raw/orders/design=1/part-0 of abfss://raw@sa3.dfs.core.windows.net/.";
    assertThat(Redaction.hide(text)).isEqualTo(text);
  }
}
