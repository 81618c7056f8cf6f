package io.twinlake.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings hold no credential, and what looks like one is never shown. */
class SecretsTest {
  private static final String SETTINGS =
      """
      format: settings/1
      pair: sales
      sites:
        east: { raw: file:///east/raw, control: file:///east/control }
        west: { raw: file:///west/raw, control: file:///west/control }
      replicate: { from: east, to: west }
      datasets:
        - { name: orders, root: raw/orders }
      """;

  private static final String ACCOUNT_KEY =
      "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://sa3.blob.core.windows.net/raw?sv=2024-01-01&sig=S3cr3tS3cr3t%3D",
        "abfss://raw@sa3.dfs.core.windows.net/?sig=S3cr3tS3cr3t%3D",
        "abfss://raw@sa3.dfs.core.windows.net/?S3cr3tS3cr3t",
        "abfss://raw@sa3.dfs.core.windows.net/#S3cr3tS3cr3t",
        "hdfs://user:S3cr3tS3cr3t@name:8020/raw",
        "hdfs://user:S3cr3tS3cr3t@na me:8020/raw",
        "abfss://raw:S3cr3tS3cr3t@sa3.dfs.core.windows.net/",
        "DefaultEndpointsProtocol=https;AccountName=sa3;AccountKey=S3cr3tS3cr3t",
        "Bearer S3cr3tS3cr3t",
        "eyJ0eXAiOiJKV1QiLCJ.S3cr3tS3cr3t.x",
        "password=S3cr3tS3cr3t",
      })
  void aCredentialInsteadOfAPlaceIsRefusedAndNotShown(String value) {
    assertThat(printed(SETTINGS.replace("file:///west/raw", "'" + value + "'")))
        .contains("lake.yaml:5: ")
        .doesNotContain("S3cr3t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pair: ",
        "tables: ",
        "transfer: { partSize: ",
        "transfer: { requestTimeout: ",
        "transfer: { route: ",
        "transfer: { attempts: ",
        "defaults: { deletionCap: { share: ",
      })
  void anAccountKeyIsRefusedWhereverItStands(String key) {
    String braces = "}".repeat((int) key.chars().filter(c -> c == '{').count());
    assertThat(printed(SETTINGS + key + "\"" + ACCOUNT_KEY + "\" " + braces + "\n"))
        .contains("lake.yaml:9: ", "credential")
        .doesNotContain("Eby8", "GMGw");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "accountKey",
        "account_key",
        "sas",
        "sasToken",
        "secret",
        "client-secret",
        "password",
        "connectionString",
        "fs.azure.account.key.sa3.dfs.core.windows.net",
        "token",
        "credentials",
      })
  void aKeyThatNamesACredentialIsRefusedWithoutItsValue(String key) {
    assertThat(printed(SETTINGS + "'" + key + "': hunter2\n"))
        .contains("lake.yaml:9: key '" + key + "' names a credential", "Hadoop configuration")
        .doesNotContain("hunter2");
    assertThat(printed(SETTINGS.replace("west: {", "west: { '" + key + "': hunter2,")))
        .contains("lake.yaml:5: key '" + key + "' names a credential")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"retention", "root", "name", "mode", "ready", "group", "filters"})
  void aLongRandomValueIsNeverShown(String key) {
    String random = "aB3" + "xY7qR2".repeat(6) + "/";
    assertThat(
            printed(
                SETTINGS.replace(
                    "{ name: orders, root: raw/orders }",
                    "{ name: x, root: raw, %s: '%s' }".formatted(key, random))))
        .doesNotContain("xY7qR2");
  }

  @Test
  void aLongRandomKeyOrNameIsNeverShown() {
    String random = "aB3xY7qR2xY7qR2xY7qR2xY7qR2";
    assertThat(printed(SETTINGS + random + ": 1\n")).doesNotContain("xY7qR2");
    assertThat(printed(SETTINGS.replace("west: {", "west: { " + random + ": file:///x,")))
        .doesNotContain("xY7qR2");
    assertThat(printed(SETTINGS.replace("west:", random + ":"))).doesNotContain("xY7qR2");
    assertThat(
            printed(
                SETTINGS
                    + "  - { name: %s, root: raw }\n  - { name: b, root: raw/%s }\n"
                        .formatted(random, random)))
        .contains("overlap")
        .doesNotContain("xY7qR2");
  }

  @Test
  void aClientSecretIsRefused() {
    assertThat(printed(SETTINGS.replace("pair: sales", "pair: abc8Q~S3cr3t_S3cr3t.S3cr3t-S3cr3t")))
        .contains("credential")
        .doesNotContain("S3cr3t");
  }

  @Test
  void aSecretThatBreaksTheYamlIsNotShown() {
    assertThat(printed("format: settings/1\npair: x\nhost: S3cr3t: \"S3cr3t\n"))
        .contains("this is not YAML")
        .doesNotContain("S3cr3t");
    assertThat(printed("format: settings/1\nurl: %S3cr3t\nkey: [S3cr3t\n"))
        .doesNotContain("S3cr3t");
  }

  @Test
  void theNameOfTheFileDoesNotGiveAccessToIt() {
    SettingsException report =
        catchThrowableOfType(
            SettingsException.class,
            () ->
                Settings.load(
                    "{}", "https://user:S3cr3t@sa1.blob.core.windows.net/c/lake.yaml?sig=S3cr3t"));
    assertThat(report).hasMessageContaining("sa1.blob.core.windows.net/c/lake.yaml:1: ");
    assertThat(report.getMessage()).doesNotContain("S3cr3t");
  }

  @Test
  void ordinaryPlacesAndNamesAreNoSecrets() {
    assertThat(SecretText.isCredential("abfss://raw@sa3.dfs.core.windows.net/a/b")).isFalse();
    assertThat(SecretText.isCredential("hdfs://name:8020/raw")).isFalse();
    assertThat(SecretText.isCredentialKey("disaster")).isFalse();
    assertThat(SecretText.isCredentialKey("raw")).isFalse();
    assertThat(SecretText.shown("raw/orders/2026")).isEqualTo("'raw/orders/2026'");
  }

  @ParameterizedTest
  @CsvSource({"a\u001bb, 'a\\u001bb'", "a\u0085b, 'a\\u0085b'"})
  void aShownValueHoldsNoControlCharacters(String value, String shown) {
    assertThat(SecretText.shown(value)).isEqualTo("'" + shown.replace("'", "") + "'");
    assertThat(SecretText.shown("x".repeat(200))).hasSize(85);
  }

  /** The whole report as a terminal or a log would show it, causes and all. */
  private static String printed(String text) {
    SettingsException report =
        catchThrowableOfType(SettingsException.class, () -> Settings.load(text, "lake.yaml"));
    assertThat(report).as("settings were accepted").isNotNull();
    StringWriter all = new StringWriter();
    report.printStackTrace(new PrintWriter(all));
    return all.toString();
  }
}
