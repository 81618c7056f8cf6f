package io.twinlake.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.StoreContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValidatorIdentityTest {
  private static final String KEY = "fs.azure.account.key.sa3.dfs.core.windows.net";

  private final StoreContext cluster =
      new StoreContext(
          Map.of(
              KEY,
              "c2VjcmV0",
              "fs.azure.account.auth.type",
              "SharedKey",
              "fs.azure.sas.fixed.token",
              "sig",
              "fs.azure.abfs.endpoint",
              "127.0.0.1:10000",
              "twinlake.identity.auditor.fs.azure.account.auth.type",
              "OAuth",
              "twinlake.identity.auditor.fs.azure.account.oauth2.client.id",
              "auditor-id",
              "twinlake.identity.other.fs.azure.account.oauth2.client.id",
              "other-id"),
          "validate");

  @Test
  void theIdentitysCredentialsTakeThePlaceOfAllOfTheClusters() {
    StoreContext auditor = ValidatorIdentity.in(cluster, "auditor");

    assertThat(auditor.hadoop())
        .containsOnly(
            Map.entry("fs.azure.abfs.endpoint", "127.0.0.1:10000"),
            Map.entry("fs.azure.account.auth.type", "OAuth"),
            Map.entry("fs.azure.account.oauth2.client.id", "auditor-id"));
    assertThat(auditor.requester()).isEqualTo("validate");
  }

  @Test
  void withoutCredentialsOfThatNameNothingIsComparedAsTheClusterInstead() {
    assertThatThrownBy(() -> ValidatorIdentity.in(cluster, "aud"))
        .hasMessageContainingAll("'aud'", "twinlake.identity.aud.", "Nothing was compared")
        .hasMessageNotContaining("c2VjcmV0");
  }
}
